"""JSON schemas that every vendor accepts."""

from collections.abc import Mapping
from typing import Any

# The keywords that all vendors accept; some refuse bounds and formats.
_PORTABLE_KEYWORDS = frozenset(
    ("$ref", "type", "enum", "const", "description", "required", "items", "anyOf")
)


def portable_schema(schema: Any) -> Any:
    """A JSON schema reduced to the keywords that all vendors accept: shapes and choices.

    It has no bounds and formats; the node type validates the reply against the full schema.
    """
    if not isinstance(schema, Mapping):
        return schema
    plain: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ("properties", "$defs"):
            plain[keyword] = {name: portable_schema(inner) for name, inner in value.items()}
        elif keyword == "items":
            plain[keyword] = portable_schema(value)
        elif keyword == "anyOf":
            plain[keyword] = [portable_schema(choice) for choice in value]
        elif keyword in _PORTABLE_KEYWORDS:
            plain[keyword] = value
    if "properties" in plain:
        plain["additionalProperties"] = False
    return plain
