"""An example of a JSON schema, composed from the examples of its fields."""

from collections.abc import Mapping
from typing import Any

_BY_FORMAT = {
    "uuid": "0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e",
    "date": "2026-03-02",
    "date-time": "2026-03-02T09:30:00Z",
    "uri": "https://cdn.example.com/media/0199a1c2/1.jpg",
}
_DEPTH = 12  # deeper only with a recursive schema
Json = Mapping[str, Any]


def example_of(schema: Json, schemas: Json, depth: int = 0) -> Any:
    """The schema's own example, its only value or its default; else one built from its parts."""
    if depth > _DEPTH:
        return None
    if schema.get("examples"):
        return schema["examples"][0]
    for key in ("const", "default"):
        if schema.get(key) not in (None, [], {}):
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1)
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            options = [each for each in schema[key] if each.get("type") != "null"]
            return example_of(options[0], schemas, depth + 1)
    return _of_type(schema, schemas, depth)


def _of_type(schema: Json, schemas: Json, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            return _of_object(schema, schemas, depth)
        case "array":
            return _of_array(schema, schemas, depth)
        case "string":
            return _BY_FORMAT.get(schema.get("format", ""), "text")
        case "integer":
            return int(schema.get("minimum", 1))
        case "number":
            return schema.get("minimum", 1.0)
        case "boolean":
            return True
    return None


def _of_object(schema: Json, schemas: Json, depth: int) -> dict[str, Any]:
    return {
        name: example_of(each, schemas, depth + 1)
        for name, each in schema.get("properties", {}).items()
    }


def _of_array(schema: Json, schemas: Json, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [example_of(each, schemas, depth + 1) for each in schema["prefixItems"]]
    return [example_of(schema["items"], schemas, depth + 1)] if "items" in schema else []
