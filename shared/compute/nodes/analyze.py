"""`analyze`: what can be seen of a product, as attributes."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from shared.compute.nodes.base import Inputs, Slot, TextNode, TextReply
from shared.compute.nodes.images import (
    IMAGE_TYPES,
    PRODUCT_TYPES,
    FileKey,
    ShortText,
    require_image,
)
from shared.compute.nodes.texts import TextOutput, parse_json
from shared.core.model import Model
from shared.providers.requests import TextRequest

_IMAGE = Slot("image", IMAGE_TYPES + PRODUCT_TYPES, param="image_key")
_INSTRUCTIONS = (
    "You describe products for a fashion catalogue. Say only what the picture shows; leave a "
    "value empty rather than guess. Answer with one JSON object and nothing else."
)

Value = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class AnalyzeParams(Model):
    """`garment` is what is known of the product already."""

    image_key: FileKey | None = None
    garment: ShortText = ""


class Attributes(Model):
    """`colours` are names or hex values, the main one first; `fit` is cut and length."""

    model_config = ConfigDict(extra="ignore")

    garment: Named
    colours: Annotated[tuple[Value, ...], Field(max_length=20)]
    material: Value
    pattern: Value
    fit: Value
    details: Annotated[tuple[Value, ...], Field(max_length=30)]


class AnalyzeOutput(TextOutput):
    """`text` says the attributes in one line."""

    attributes: Attributes


# Written out, because vendors differ in which JSON schema keywords they accept; these all do.
_WORD: dict[str, Any] = {"type": "string"}
_WORDS: dict[str, Any] = {"type": "array", "items": _WORD}
REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "garment": _WORD,
        "colours": _WORDS,
        "material": _WORD,
        "pattern": _WORD,
        "fit": _WORD,
        "details": _WORDS,
    },
    "required": ["garment", "colours", "material", "pattern", "fit", "details"],
    "additionalProperties": False,
}


def build_request(params: AnalyzeParams, inputs: Inputs) -> TextRequest:
    known = f" It is said to be: {params.garment}." if params.garment else ""
    return TextRequest(
        capability="analyze",
        instructions=_INSTRUCTIONS,
        prompt="Name the garment, its colours, material, pattern, fit and details." + known,
        images=(require_image(_IMAGE, params, inputs),),
        reply_schema=REPLY_SCHEMA,
        facts={"garment": params.garment} if params.garment else {},
    )


def describe_text(params: AnalyzeParams, answer: TextReply) -> AnalyzeOutput:
    seen = parse_json(answer, Attributes)
    parts = (seen.garment, ", ".join(seen.colours), seen.material, seen.pattern, seen.fit)
    return AnalyzeOutput(
        text="; ".join(part for part in (*parts, ", ".join(seen.details)) if part),
        attributes=seen,
        model=answer.model,
        provider=answer.provider,
    )


ANALYZE = TextNode(
    name="analyze",
    version=1,
    params=AnalyzeParams,
    output=AnalyzeOutput,
    capability="analyze",
    request=build_request,
    describe_text=describe_text,
    requires=(_IMAGE,),
)
