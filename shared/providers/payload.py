"""What goes into vendors' JSON, and files that come out of it."""

import base64
import binascii
from collections.abc import Mapping, Sized
from typing import Any

from shared.providers.errors import ProviderFailed, ProviderInvalidRequest
from shared.providers.json_fields import text_of
from shared.providers.replies import OutputFile
from shared.providers.requests import Picture

# What the vendors' JSON schemas have in common; bounds and formats are refused by some.
_SCHEMA_WORDS = frozenset(
    ("$ref", "type", "enum", "const", "description", "required", "items", "anyOf")
)


def present(**given: Any) -> dict[str, Any]:
    """An object without what is None or empty: vendors refuse empty texts and lists."""
    return {name: value for name, value in given.items() if not _is_empty(value)}


def encoded(picture: Picture) -> str:
    return base64.b64encode(picture.body).decode()


def limited(picture: Picture, megabytes: int, service: str) -> Picture:
    """The same picture; ProviderInvalidRequest when it is larger than the service takes."""
    if len(picture.body) > megabytes * 1_000_000:
        raise ProviderInvalidRequest(
            f"{service} takes pictures of up to {megabytes} MB. Use a smaller one, or a JPEG."
        )
    return picture


def decoded_file(value: Any, mime: Any, service: str) -> OutputFile:
    """A file from base64; ProviderFailed for what is none. `mime` counts when it is a text."""
    try:
        body = base64.b64decode(text_of(value), validate=True)
    except (binascii.Error, ValueError):
        body = b""
    if not body:
        raise ProviderFailed(f"{service} gave no picture.")
    return OutputFile(body=body, mime=text_of(mime))


def plain_schema(schema: Any) -> Any:
    """A JSON schema of which every service knows all words: shapes and choices, no bounds.

    The answer is checked against the full schema later, by whoever asked.
    """
    if not isinstance(schema, Mapping):
        return schema
    plain: dict[str, Any] = {}
    for word, value in schema.items():
        if word in ("properties", "$defs"):
            plain[word] = {name: plain_schema(inner) for name, inner in value.items()}
        elif word == "items":
            plain[word] = plain_schema(value)
        elif word == "anyOf":
            plain[word] = [plain_schema(choice) for choice in value]
        elif word in _SCHEMA_WORDS:
            plain[word] = value
    if "properties" in plain:
        plain["additionalProperties"] = False
    return plain


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, Sized) and len(value) == 0)
