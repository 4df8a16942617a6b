"""`try_on`: the garment on a person."""

from typing import Annotated, Literal

from pydantic import Field

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PRODUCT_TYPES,
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
from shared.providers.requests import TryOnRequest

_PERSON = Slot("person", IMAGE_TYPES, param="person_key")
_GARMENT = Slot("garment", PRODUCT_TYPES, param="garment_key")


class TryOnParams(Model):
    """`category` is the part of the body the garment is for; `longest_edge` in pixels."""

    prompt: LongText = ""
    seed: Seed
    index: Index | None = None
    person_key: FileKey | None = None
    garment_key: FileKey | None = None
    category: Literal["auto", "tops", "bottoms", "one-pieces"] = "auto"
    longest_edge: Annotated[int, Field(ge=256, le=4096)] = 2048


def build_request(params: TryOnParams, inputs: Inputs) -> TryOnRequest:
    return TryOnRequest(
        person=require_image(_PERSON, params, inputs),
        garment=require_image(_GARMENT, params, inputs),
        category=params.category,
        prompt=params.prompt,
        seed=params.seed,
        longest_edge=params.longest_edge,
    )


TRY_ON = ProviderNode(
    name="try_on",
    version=1,
    params=TryOnParams,
    output=ImageOutput,
    capability="try_on",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(_PERSON, _GARMENT),
    placement=("index",),
)
