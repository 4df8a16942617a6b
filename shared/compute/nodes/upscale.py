"""`upscale`: the same picture with more pixels."""

from typing import Literal

from shared.compute.nodes.base import Inputs, ProviderNode, Slot
from shared.compute.nodes.images import (
    PICTURES,
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
from shared.providers.requests import UpscaleRequest

_IMAGE = Slot("image", PICTURES, param="image_key")


class UpscaleParams(Model):
    """`factor` is for each side; `prompt` helps providers that paint details in."""

    factor: Literal[2, 4] = 2
    prompt: Text = ""
    seed: Seed = 0
    index: Index | None = None
    image_key: FileKey | None = None


def build_request(params: UpscaleParams, inputs: Inputs) -> UpscaleRequest:
    return UpscaleRequest(
        image=picture_in(_IMAGE, params, inputs),
        factor=params.factor,
        prompt=params.prompt,
        seed=params.seed,
    )


UPSCALE = ProviderNode(
    name="upscale",
    version=1,
    params=UpscaleParams,
    output=PictureOutput,
    capability="upscale",
    request=build_request,
    object_key=picture_key,
    describe=describe_picture,
    requires=(_IMAGE,),
    placement=("index",),
)
