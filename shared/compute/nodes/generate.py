"""`generate`: one image of the prepared product."""

from typing import Annotated

from pydantic import Field

from shared.compute.nodes.base import Inputs, ProviderNode
from shared.compute.nodes.images import (
    PRODUCT_SLOT,
    PROMPT_SLOT,
    ImageOutput,
    Index,
    LongText,
    ReferenceKeys,
    ShortText,
    describe_image,
    image_object_key,
    prompt_of,
    require_image,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import GenerateRequest, SetStyle, ShotFrame

_BUILT_HERE = {"prompt", "style", "shot", "reference_keys", "index"}


class GenerateParams(Model):
    """`longest_edge` in pixels; `form` is the dress form; `reference_keys` show the model."""

    prompt: LongText = ""
    negative: LongText = ""
    seed: Seed
    index: Index | None = None
    longest_edge: Annotated[int, Field(ge=256, le=4096)] = 2048
    style: SetStyle = SetStyle()
    shot: ShotFrame
    form: ShortText = "classic"
    garment: ShortText = ""
    reference_keys: ReferenceKeys = ()
    guidance_scale: Annotated[float, Field(ge=0, le=30)] | None = None
    steps: Annotated[int, Field(ge=1, le=200)] | None = None


def build_request(params: GenerateParams, inputs: Inputs) -> GenerateRequest:
    return GenerateRequest(
        cutout=require_image(PRODUCT_SLOT, params, inputs),
        prompt=prompt_of(params, inputs),
        style=params.style,
        shot=params.shot,
        references=tuple(inputs.image(key) for key in params.reference_keys),
        **params.model_dump(exclude=_BUILT_HERE),
    )


GENERATE = ProviderNode(
    name="generate",
    version=1,
    params=GenerateParams,
    output=ImageOutput,
    capability="generate",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(PRODUCT_SLOT, PROMPT_SLOT),
    placement=("index",),
)
