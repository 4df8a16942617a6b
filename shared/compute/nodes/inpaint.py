"""`inpaint`: a picture repainted in one place."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    PICTURES,
    WORDS_SLOT,
    FileKey,
    Index,
    PictureOutput,
    Text,
    describe_picture,
    picture_in,
    picture_key,
    words_of,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import InpaintRequest

_IMAGE = Slot("image", PICTURES, param="image_key")


class InpaintParams(Model):
    """`mask_key` names a PNG of the picture's size, white where it is to be repainted."""

    prompt: Text = ""
    negative: Text = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    mask_key: FileKey


def build_request(params: InpaintParams, inputs: Inputs) -> InpaintRequest:
    return InpaintRequest(
        image=picture_in(_IMAGE, params, inputs),
        mask=inputs.picture(params.mask_key),
        prompt=words_of(params, inputs),
        negative=params.negative,
        seed=params.seed,
    )


INPAINT = ProviderNode(
    name="inpaint",
    version=1,
    params=InpaintParams,
    output=PictureOutput,
    capability="inpaint",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(_IMAGE, WORDS_SLOT),
    placement=("index",),
)
