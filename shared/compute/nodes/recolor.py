"""`recolor`: the product of a picture in another colour."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    PICTURES,
    PRODUCT,
    FileKey,
    Index,
    PictureOutput,
    Text,
    Word,
    describe_picture,
    picture_in,
    picture_key,
)
from shared.core.model import Model
from shared.core.set_vocabulary import HexColor, Seed
from shared.providers.requests import EditRequest

_IMAGE = Slot("image", PICTURES + PRODUCT, param="image_key")


class RecolorParams(Model):
    """`garment` names what is to be dyed; without a `prompt` the order is put into words."""

    colour: HexColor
    prompt: Text = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    garment: Word = ""


def build_request(params: RecolorParams, inputs: Inputs) -> EditRequest:
    return EditRequest(
        capability="recolor",
        image=picture_in(_IMAGE, params, inputs),
        prompt=params.prompt or _ask_for_colour(params),
        seed=params.seed,
        color=params.colour,
        garment=params.garment,
    )


def _ask_for_colour(params: RecolorParams) -> str:
    what = params.garment or "product"
    return f"Change the colour of the {what} to {params.colour}; leave everything else as it is"


RECOLOR = ProviderNode(
    name="recolor",
    version=1,
    params=RecolorParams,
    output=PictureOutput,
    capability="recolor",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(_IMAGE,),
    placement=("index",),
)
