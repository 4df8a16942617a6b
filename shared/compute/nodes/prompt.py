"""`prompt`: a brief turned into words for an image model."""

from typing import Annotated

from pydantic import StringConstraints

from shared.compute.nodes.base import Inputs, Slot, TextNode, TextReply
from shared.compute.nodes.images import IMAGE_TYPES, PRODUCT_TYPES, FileKey, WrittenText, find_image
from shared.compute.nodes.texts import TextOutput, read_text
from shared.core.model import Model
from shared.providers.requests import TextRequest

_IMAGE = Slot("image", IMAGE_TYPES + PRODUCT_TYPES, optional=True, param="image_key")
_ATTRIBUTES = Slot("attributes", ("analyze",), optional=True)
# As much as the nodes that take a prompt accept.
_MOST_CHARACTERS = 4000
_INSTRUCTIONS = (
    "You write prompts for a model that makes fashion photographs. Keep every fact of the brief, "
    "add light, lens, pose and mood, and invent nothing about the product. Answer with the prompt "
    "alone: one paragraph of at most 150 words, without quotation marks."
)


class PromptParams(Model):
    """`brief` says what the image is to show."""

    brief: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    image_key: FileKey | None = None


def build_request(params: PromptParams, inputs: Inputs) -> TextRequest:
    image = find_image(_IMAGE, params, inputs)
    seen = inputs.find(_ATTRIBUTES, WrittenText)
    facts = {"brief": params.brief} | ({"attributes": seen.text} if seen else {})
    return TextRequest(
        capability="prompt",
        instructions=_INSTRUCTIONS,
        prompt=params.brief + (f"\nThe product: {seen.text}" if seen else ""),
        images=(image,) if image else (),
        facts=facts,
    )


def describe_text(params: PromptParams, answer: TextReply) -> TextOutput:
    return read_text(answer, _MOST_CHARACTERS)


PROMPT = TextNode(
    name="prompt",
    version=1,
    params=PromptParams,
    output=TextOutput,
    capability="prompt",
    request=build_request,
    describe_text=describe_text,
    requires=(_IMAGE, _ATTRIBUTES),
)
