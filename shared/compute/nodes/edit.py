"""`edit`: an image changed as a whole, by words."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PRODUCT_TYPES,
    PROMPT_SLOT,
    FileKey,
    ImageOutput,
    Index,
    LongText,
    ReferenceKeys,
    describe_image,
    image_object_key,
    prompt_of,
    require_image,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import EditRequest

_IMAGE = Slot("image", IMAGE_TYPES + PRODUCT_TYPES, param="image_key")


class EditParams(Model):
    """`prompt` says what is to change; `reference_keys` show what it is to look like."""

    prompt: LongText = ""
    negative: LongText = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    reference_keys: ReferenceKeys = ()


def build_request(params: EditParams, inputs: Inputs) -> EditRequest:
    return EditRequest(
        capability="edit",
        image=require_image(_IMAGE, params, inputs),
        prompt=prompt_of(params, inputs),
        negative=params.negative,
        seed=params.seed,
        references=tuple(inputs.image(key) for key in params.reference_keys),
    )


EDIT = ProviderNode(
    name="edit",
    version=1,
    params=EditParams,
    output=ImageOutput,
    capability="edit",
    request=build_request,
    object_key=image_object_key,
    describe=describe_image,
    requires=(_IMAGE, PROMPT_SLOT),
    placement=("index",),
)
