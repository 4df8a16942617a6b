"""`background`: what an image shows, put before another set."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PRODUCT_TYPES,
    PROMPT_SLOT,
    FileKey,
    ImageOutput,
    Index,
    LongText,
    ShortText,
    describe_image,
    image_object_key,
    prompt_of,
    require_image,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import EditRequest, SetStyle, ShotFrame

_IMAGE = Slot("image", IMAGE_TYPES + PRODUCT_TYPES, param="image_key")


class BackgroundParams(Model):
    """Without a `prompt` the set is put into words; `garment` says what must stay as it is."""

    prompt: LongText = ""
    negative: LongText = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    style: SetStyle = SetStyle()
    shot: ShotFrame | None = None
    garment: ShortText = ""


def build_request(params: BackgroundParams, inputs: Inputs) -> EditRequest:
    return EditRequest(
        capability="background",
        image=require_image(_IMAGE, params, inputs),
        prompt=prompt_of(params, inputs) or _describe_set(params.style),
        negative=params.negative,
        seed=params.seed,
        style=params.style,
        shot=params.shot,
        garment=params.garment,
    )


def _describe_set(style: SetStyle) -> str:
    colours = ", ".join(style.palette[:3])
    return f"{style.backdrop} studio backdrop in {colours}, {style.lighting} light"


BACKGROUND = ProviderNode(
    name="background",
    version=1,
    params=BackgroundParams,
    output=ImageOutput,
    capability="background",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(_IMAGE, PROMPT_SLOT),
    placement=("index",),
)
