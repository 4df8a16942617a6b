"""`prepare`: the product, cut out of its photograph."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.compute.nodes.base import Inputs, ProviderNode, StoredOutput
from shared.core.model import Model
from shared.providers.base import CutoutRequest


class PrepareParams(Model):
    """`source_key` names the photograph in the bucket; `garment` says what it shows."""

    source_key: Annotated[str, StringConstraints(pattern=r"^(media|compute)/.+", max_length=500)]
    garment: Annotated[str, StringConstraints(max_length=100)] = ""


class PrepareOutput(Model):
    """`coverage` is the product's share of the photograph, 0 to 1."""

    key: str
    width: int
    height: int
    coverage: Annotated[float, Field(ge=0, le=1)]


def build_request(params: PrepareParams, inputs: Inputs) -> CutoutRequest:
    return CutoutRequest(photo=inputs.read(params.source_key), garment=params.garment)


def object_key(task_id: UUID, node_id: str, params: PrepareParams) -> str:
    return f"compute/generations/{task_id}/nodes/{node_id}.png"


def describe(params: PrepareParams, stored: StoredOutput) -> PrepareOutput:
    return PrepareOutput(
        key=stored.key,
        width=stored.width,
        height=stored.height,
        coverage=stored.measures["coverage"],
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
