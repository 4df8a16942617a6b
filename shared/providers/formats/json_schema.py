"""JSON schemas that every vendor accepts."""

from collections.abc import Mapping
from typing import Any

# What the vendors' JSON schemas have in common; bounds and formats are refused by some.
_SCHEMA_WORDS = frozenset(
    ("$ref", "type", "enum", "const", "description", "required", "items", "anyOf")
)


def portable_schema(schema: Any) -> Any:
    """A JSON schema of which every service knows all words: shapes and choices, no bounds.

    The answer is checked against the full schema later, by whoever asked.
    """
    if not isinstance(schema, Mapping):
        return schema
    plain: dict[str, Any] = {}
    for word, value in schema.items():
        if word in ("properties", "$defs"):
            plain[word] = {name: portable_schema(inner) for name, inner in value.items()}
        elif word == "items":
            plain[word] = portable_schema(value)
        elif word == "anyOf":
            plain[word] = [portable_schema(choice) for choice in value]
        elif word in _SCHEMA_WORDS:
            plain[word] = value
    if "properties" in plain:
        plain["additionalProperties"] = False
    return plain
