"""`generate`: one picture of the prepared product."""

from typing import Annotated

from pydantic import Field

from shared.compute.nodes.base import Inputs, ProviderNode
from shared.compute.nodes.images import (
    PRODUCT_SLOT,
    WORDS_SLOT,
    Index,
    PictureOutput,
    ReferenceKeys,
    Text,
    Word,
    describe_picture,
    picture_in,
    picture_key,
    words_of,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import GenerateRequest, SetStyle, ShotFrame

_BUILT_HERE = {"prompt", "style", "shot", "reference_keys", "index"}


class GenerateParams(Model):
    """`longest_edge` in pixels; `form` is the dress form; `reference_keys` show the model."""

    prompt: Text = ""
    negative: Text = ""
    seed: Seed
    index: Index | None = None
    longest_edge: Annotated[int, Field(ge=256, le=4096)] = 2048
    style: SetStyle = SetStyle()
    shot: ShotFrame
    form: Word = "classic"
    garment: Word = ""
    reference_keys: ReferenceKeys = ()
    guidance_scale: Annotated[float, Field(ge=0, le=30)] | None = None
    steps: Annotated[int, Field(ge=1, le=200)] | None = None


def build_request(params: GenerateParams, inputs: Inputs) -> GenerateRequest:
    return GenerateRequest(
        cutout=picture_in(PRODUCT_SLOT, params, inputs),
        prompt=words_of(params, inputs),
        style=params.style,
        shot=params.shot,
        references=tuple(inputs.picture(key) for key in params.reference_keys),
        **params.model_dump(exclude=_BUILT_HERE),
    )


GENERATE = ProviderNode(
    name="generate",
    version=1,
    params=GenerateParams,
    output=PictureOutput,
    capability="generate",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(PRODUCT_SLOT, WORDS_SLOT),
    placement=("index",),
)
