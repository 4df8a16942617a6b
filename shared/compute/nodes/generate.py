"""`generate`: one picture of the prepared product."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.compute.nodes.base import Inputs, ProviderNode, StoredOutput
from shared.compute.nodes.prepare import PREPARE, PrepareOutput
from shared.core.model import Model
from shared.providers.base import GenerateRequest, Seed, SetStyle, ShotFrame

Text = Annotated[str, StringConstraints(max_length=4000)]
Word = Annotated[str, StringConstraints(max_length=100)]


class GenerateParams(Model):
    """`longest_edge` in pixels; `form` is the dress form, `index` counts the variants."""

    prompt: Text
    negative: Text = ""
    seed: Seed
    index: Annotated[int, Field(ge=0, le=99)]
    longest_edge: Annotated[int, Field(ge=256, le=4096)] = 2048
    style: SetStyle = SetStyle()
    shot: ShotFrame
    form: Word = "classic"
    garment: Word = ""
    guidance_scale: Annotated[float, Field(ge=0, le=30)] | None = None
    steps: Annotated[int, Field(ge=1, le=200)] | None = None


class GenerateOutput(Model):
    key: str
    mime: str
    width: int
    height: int
    bytes: int
    sha256: str
    seed: int
    model: str
    provider: str


def build_request(params: GenerateParams, inputs: Inputs) -> GenerateRequest:
    prepared = inputs.of(PREPARE.name, PrepareOutput)
    return GenerateRequest(
        cutout=inputs.read(prepared.key),
        style=params.style,
        shot=params.shot,
        **params.model_dump(exclude={"index", "style", "shot"}),
    )


def object_key(task_id: UUID, node_id: str, params: GenerateParams) -> str:
    return f"compute/generations/{task_id}/result_{params.index}.webp"


def describe(params: GenerateParams, stored: StoredOutput) -> GenerateOutput:
    """A provider that does not tell its seed used the one that it was given."""
    return GenerateOutput(
        key=stored.key,
        mime=stored.mime,
        width=stored.width,
        height=stored.height,
        bytes=stored.bytes,
        sha256=stored.sha256,
        seed=params.seed if stored.seed is None else stored.seed,
        model=stored.model,
        provider=stored.provider,
    )


GENERATE = ProviderNode(
    name="generate",
    version=1,
    params=GenerateParams,
    output=GenerateOutput,
    capability="generate",
    request=build_request,
    object_key=object_key,
    describe=describe,
    requires=(PREPARE.name,),
)
