"""`try_on`: the garment on a person."""

from typing import Annotated, Literal

from pydantic import Field

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    PICTURES,
    PRODUCT,
    FileKey,
    Index,
    PictureOutput,
    Text,
    describe_picture,
    picture_in,
    picture_key,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import TryOnRequest

_PERSON = Slot("person", PICTURES, param="person_key")
_GARMENT = Slot("garment", PRODUCT, param="garment_key")


class TryOnParams(Model):
    """`category` is the part of the body the garment is for; `longest_edge` in pixels."""

    prompt: Text = ""
    seed: Seed
    index: Index | None = None
    person_key: FileKey | None = None
    garment_key: FileKey | None = None
    category: Literal["auto", "tops", "bottoms", "one-pieces"] = "auto"
    longest_edge: Annotated[int, Field(ge=256, le=4096)] = 2048


def build_request(params: TryOnParams, inputs: Inputs) -> TryOnRequest:
    return TryOnRequest(
        person=picture_in(_PERSON, params, inputs),
        garment=picture_in(_GARMENT, params, inputs),
        category=params.category,
        prompt=params.prompt,
        seed=params.seed,
        longest_edge=params.longest_edge,
    )


TRY_ON = ProviderNode(
    name="try_on",
    version=1,
    params=TryOnParams,
    output=PictureOutput,
    capability="try_on",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(_PERSON, _GARMENT),
    placement=("index",),
)
