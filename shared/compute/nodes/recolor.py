"""`recolor`: the product of an image in another colour."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PRODUCT_TYPES,
    FileKey,
    ImageOutput,
    Index,
    LongText,
    ShortText,
    describe_image,
    image_object_key,
    require_image,
)
from shared.core.model import Model
from shared.core.set_vocabulary import HexColor, Seed
from shared.providers.requests import EditRequest

_IMAGE = Slot("image", IMAGE_TYPES + PRODUCT_TYPES, param="image_key")


class RecolorParams(Model):
    """`garment` names what is to be dyed; without a `prompt` the order is put into words."""

    colour: HexColor
    prompt: LongText = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    garment: ShortText = ""


def build_request(params: RecolorParams, inputs: Inputs) -> EditRequest:
    return EditRequest(
        capability="recolor",
        image=require_image(_IMAGE, params, inputs),
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
    output=ImageOutput,
    capability="recolor",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(_IMAGE,),
    placement=("index",),
)
