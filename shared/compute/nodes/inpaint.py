"""`inpaint`: an image repainted in one place."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PROMPT_SLOT,
    FileKey,
    ImageOutput,
    Index,
    LongText,
    describe_image,
    image_object_key,
    prompt_of,
    require_image,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import InpaintRequest

_IMAGE = Slot("image", IMAGE_TYPES, param="image_key")


class InpaintParams(Model):
    """`mask_key` names a PNG of the image's size, white where it is to be repainted."""

    prompt: LongText = ""
    negative: LongText = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    mask_key: FileKey


def build_request(params: InpaintParams, inputs: Inputs) -> InpaintRequest:
    return InpaintRequest(
        image=require_image(_IMAGE, params, inputs),
        mask=inputs.image(params.mask_key),
        prompt=prompt_of(params, inputs),
        negative=params.negative,
        seed=params.seed,
    )


INPAINT = ProviderNode(
    name="inpaint",
    version=1,
    params=InpaintParams,
    output=ImageOutput,
    capability="inpaint",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(_IMAGE, PROMPT_SLOT),
    placement=("index",),
)
