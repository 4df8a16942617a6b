"""`background`: what a picture shows, put before another set."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    PICTURES,
    PRODUCT,
    WORDS_SLOT,
    FileKey,
    Index,
    PictureOutput,
    Text,
    Word,
    describe_picture,
    picture_in,
    picture_key,
    words_of,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import EditRequest, SetStyle, ShotFrame

_IMAGE = Slot("image", PICTURES + PRODUCT, param="image_key")


class BackgroundParams(Model):
    """Without a `prompt` the set is put into words; `garment` says what must stay as it is."""

    prompt: Text = ""
    negative: Text = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    style: SetStyle = SetStyle()
    shot: ShotFrame | None = None
    garment: Word = ""


def build_request(params: BackgroundParams, inputs: Inputs) -> EditRequest:
    return EditRequest(
        capability="background",
        image=picture_in(_IMAGE, params, inputs),
        prompt=words_of(params, inputs) or _describe_set(params.style),
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
    output=PictureOutput,
    capability="background",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(_IMAGE, WORDS_SLOT),
    placement=("index",),
)
