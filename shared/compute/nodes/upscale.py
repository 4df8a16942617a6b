"""`upscale`: the same image with more pixels."""

from typing import Literal

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    FileKey,
    ImageOutput,
    Index,
    LongText,
    describe_image,
    image_object_key,
    require_image,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import UpscaleRequest

_IMAGE = Slot("image", IMAGE_TYPES, param="image_key")


class UpscaleParams(Model):
    """`factor` is for each side; `prompt` helps providers that paint details in."""

    factor: Literal[2, 4] = 2
    prompt: LongText = ""
    seed: Seed = 0
    index: Index | None = None
    image_key: FileKey | None = None


def build_request(params: UpscaleParams, inputs: Inputs) -> UpscaleRequest:
    return UpscaleRequest(
        image=require_image(_IMAGE, params, inputs),
        factor=params.factor,
        prompt=params.prompt,
        seed=params.seed,
    )


UPSCALE = ProviderNode(
    name="upscale",
    version=1,
    params=UpscaleParams,
    output=ImageOutput,
    capability="upscale",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(_IMAGE,),
    placement=("index",),
)
