"""Texts about images: measured attributes, and facts in order."""

import json
from collections.abc import Mapping
from typing import Any

from shared.compositor.captions import write_caption
from shared.compositor.request import NotPossible
from shared.providers.requests import TextRequest

_BLANKS: Mapping[str, Any] = {
    "string": "",
    "array": [],
    "object": {},
    "number": 0,
    "integer": 0,
    "boolean": False,
}
# An outline that widens downwards is ambiguous (skirt or dress), so it has no kind.
_KINDS = {"top": "top", "dress": "dress"}


def describe(request: TextRequest) -> tuple[str, tuple[str, ...]]:
    """Return the text and warnings. Raises NotPossible if there is no image and no fact."""
    match request.capability:
        case "analyze":
            return _analyze(request), ()
        case "prompt":
            return _join_facts(request), ()
        case "caption":
            return write_caption(request.facts)


def _analyze(request: TextRequest) -> str:
    """JSON with the members of the schema. Members that cannot be measured stay empty."""
    if not request.images:
        raise NotPossible("give a picture to be described")
    from shared.compositor.attributes import look_at

    look = look_at(request.images[0].body)
    known = {
        "garment": request.facts.get("garment") or _KINDS.get(look.kind, "product"),
        "colours": list(look.colours),
        "pattern": "plain" if look.is_plain else "",
        "coverage": look.coverage,
        "swatches": [
            {"hex": swatch.hex, "share": round(swatch.share, 3)} for swatch in look.swatches
        ],
    }
    if request.reply_schema is None:
        return json.dumps(known)
    wanted = request.reply_schema.get("properties", {})
    return json.dumps({name: known.get(name, _blank(kind)) for name, kind in wanted.items()})


def _blank(schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    return _BLANKS.get(kind) if isinstance(kind, str) else None


def _join_facts(request: TextRequest) -> str:
    """One paragraph: the brief, then the other facts by name, in the given order."""
    facts = {name: " ".join(value.split()) for name, value in request.facts.items()}
    brief = facts.pop("brief", "")
    attributes = facts.pop("attributes", "")
    said = [brief, f"The product: {attributes}" if attributes else ""]
    said += [f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in facts.items()]
    sentences = [part if part.endswith((".", "!", "?")) else f"{part}." for part in said if part]
    if not sentences:
        raise NotPossible("say in a brief what the picture is to show")
    return " ".join(sentences)
