"""`edit`: a picture changed as a whole, by words."""

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    PICTURES,
    PRODUCT,
    WORDS_SLOT,
    FileKey,
    Index,
    PictureOutput,
    ReferenceKeys,
    Text,
    describe_picture,
    picture_in,
    picture_key,
    words_of,
)
from shared.core.model import Model
from shared.core.set_vocabulary import Seed
from shared.providers.requests import EditRequest

_IMAGE = Slot("image", PICTURES + PRODUCT, param="image_key")


class EditParams(Model):
    """`prompt` says what is to change; `reference_keys` show what it is to look like."""

    prompt: Text = ""
    negative: Text = ""
    seed: Seed
    index: Index | None = None
    image_key: FileKey | None = None
    reference_keys: ReferenceKeys = ()


def build_request(params: EditParams, inputs: Inputs) -> EditRequest:
    return EditRequest(
        capability="edit",
        image=picture_in(_IMAGE, params, inputs),
        prompt=words_of(params, inputs),
        negative=params.negative,
        seed=params.seed,
        references=tuple(inputs.picture(key) for key in params.reference_keys),
    )


EDIT = ProviderNode(
    name="edit",
    version=1,
    params=EditParams,
    output=PictureOutput,
    capability="edit",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(_IMAGE, WORDS_SLOT),
    placement=("index",),
)
