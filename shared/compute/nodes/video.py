"""`video`: a still image set in motion."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.compute.contract.tasks import TaskType
from shared.compute.nodes.base import Inputs, ProviderNode, Slot, StoredOutput
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PROMPT_SLOT,
    FileKey,
    ImageOutput,
    Index,
    LongText,
    describe_image,
    prompt_of,
    require_image,
    result_object_key,
)
from shared.core.model import Model
from shared.core.set_vocabulary import AspectRatio, Seed
from shared.providers.requests import VideoRequest

_IMAGE = Slot("image", IMAGE_TYPES, param="image_key")


class VideoParams(Model):
    """`prompt` says what moves; a provider takes the nearest length that it can do."""

    prompt: LongText = ""
    negative: LongText = ""
    seconds: Annotated[int, Field(ge=1, le=20)] = 5
    aspect_ratio: AspectRatio = "3:4"
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None


class VideoOutput(ImageOutput):
    """`seconds` is what it became; the length asked for where nobody measured it."""

    seconds: float


def build_request(params: VideoParams, inputs: Inputs) -> VideoRequest:
    return VideoRequest(
        image=require_image(_IMAGE, params, inputs),
        prompt=prompt_of(params, inputs),
        negative=params.negative,
        seconds=params.seconds,
        aspect_ratio=params.aspect_ratio,
        seed=params.seed,
    )


def object_key(task_type: TaskType, task_id: UUID, node_id: str, params: VideoParams) -> str:
    return result_object_key(task_type, task_id, node_id, params, suffix="mp4")


def describe(params: VideoParams, stored: StoredOutput) -> VideoOutput:
    seconds = float(params.seconds) if stored.seconds is None else stored.seconds
    return VideoOutput(**describe_image(params, stored).model_dump(), seconds=seconds)


VIDEO = ProviderNode(
    name="video",
    version=1,
    params=VideoParams,
    output=VideoOutput,
    capability="video",
    request=build_request,
    object_key=object_key,
    describe=describe,
    requires=(_IMAGE, PROMPT_SLOT),
    placement=("index",),
    deadline_seconds=3600,
)
