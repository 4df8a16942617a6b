"""`prepare`: the product, cut out of its photograph."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.compute.contract.tasks import TaskType
from shared.compute.nodes.base import Inputs, ProviderNode, StoredOutput
from shared.compute.nodes.images import FileKey, FileOutput, ShortText, task_folder
from shared.core.model import Model
from shared.providers.requests import CutoutRequest


class PrepareParams(Model):
    """`source_key` names the photograph in the bucket; `garment` says what it shows."""

    source_key: FileKey
    garment: ShortText = ""


class PrepareOutput(FileOutput):
    """`coverage` is the product's share of the photograph, 0 to 1, where it was measured."""

    coverage: Annotated[float, Field(ge=0, le=1)] | None = None


def build_request(params: PrepareParams, inputs: Inputs) -> CutoutRequest:
    return CutoutRequest(photo=inputs.image(params.source_key), garment=params.garment)


def object_key(task_type: TaskType, task_id: UUID, node_id: str, params: PrepareParams) -> str:
    return f"{task_folder(task_type, task_id)}/nodes/{node_id}.png"


def describe(params: PrepareParams, stored: StoredOutput) -> PrepareOutput:
    return PrepareOutput(
        **stored.model_dump(include=set(FileOutput.model_fields)),
        coverage=stored.measures.get("coverage"),
    )


PREPARE = ProviderNode(
    name="prepare",
    version=1,
    params=PrepareParams,
    output=PrepareOutput,
    capability="cutout",
    request=build_request,
    object_key=object_key,
    describe=describe,
)
