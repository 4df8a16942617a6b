"""`caption`: words that go with an image in a shop or a feed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.compute.nodes.base import Inputs, Slot, TextNode, TextReply
from shared.compute.nodes.images import IMAGE_TYPES, PRODUCT_TYPES, FileKey, WrittenText, find_image
from shared.compute.nodes.texts import TextOutput, read_text
from shared.core.model import Model
from shared.core.set_vocabulary import Locale
from shared.providers.requests import TextRequest

_IMAGE = Slot("image", IMAGE_TYPES + PRODUCT_TYPES, optional=True, param="image_key")
_ATTRIBUTES = Slot("attributes", ("analyze",), optional=True)
_INSTRUCTIONS = (
    "You write captions for a fashion brand. Use only the facts given and what the picture shows; "
    "claim nothing about price, origin or sustainability. Answer with the caption alone, without "
    "quotation marks."
)
# Models count characters badly; what is a little longer is still of use.
_GRACE = 2

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class CaptionParams(Model):
    """`length` is the most characters wanted; `locale` as in BCP 47; `tone` in free words."""

    image_key: FileKey | None = None
    product: Line = ""
    brand: Line = ""
    category: Line = ""
    notes: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    locale: Locale = "en"
    tone: Line = "friendly"
    length: Annotated[int, Field(ge=20, le=2000)] = 200


def build_request(params: CaptionParams, inputs: Inputs) -> TextRequest:
    image = find_image(_IMAGE, params, inputs)
    seen = inputs.find(_ATTRIBUTES, WrittenText)
    facts = _facts(params) | ({"attributes": seen.text} if seen else {})
    return TextRequest(
        capability="caption",
        instructions=_INSTRUCTIONS,
        prompt=_ask(params, facts),
        images=(image,) if image else (),
        facts=facts,
    )


def _facts(params: CaptionParams) -> dict[str, str]:
    said = {name: str(value) for name, value in params.model_dump(exclude={"image_key"}).items()}
    return {name: value for name, value in said.items() if value}


def _ask(params: CaptionParams, facts: dict[str, str]) -> str:
    known = [f"{name}: {value}" for name, value in facts.items() if name not in _FORM]
    order = (
        f"Write a caption in the language {params.locale}, tone {params.tone}, "
        f"of at most {params.length} characters."
    )
    return "\n".join([order, *known])


_FORM = ("locale", "tone", "length")


def describe_text(params: CaptionParams, answer: TextReply) -> TextOutput:
    return read_text(answer, params.length * _GRACE)


CAPTION = TextNode(
    name="caption",
    version=1,
    params=CaptionParams,
    output=TextOutput,
    capability="caption",
    request=build_request,
    describe_text=describe_text,
    requires=(_IMAGE, _ATTRIBUTES),
)
