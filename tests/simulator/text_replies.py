"""The texts of simulated language models: random words, or JSON that conforms to a schema."""

import json
import random
from collections.abc import Mapping
from typing import Any

from tests.simulator import media


def text_reply(seed: str, schema: Mapping[str, Any] | None) -> str:
    """Equal seeds give equal texts."""
    if schema is None:
        return media.text(seed)
    return json.dumps(_value(schema, schema.get("$defs", {}), random.Random(seed), ""))


def _value(
    schema: Mapping[str, Any], named: Mapping[str, Any], chance: random.Random, name: str
) -> Any:
    """`name` is the property's name, which identifies colors, as schemas have no formats."""
    if "$ref" in schema:
        return _value(named[schema["$ref"].rpartition("/")[2]], named, chance, name)
    if choices := schema.get("enum"):
        return chance.choice(list(choices))
    if "const" in schema:
        return schema["const"]
    if options := schema.get("anyOf"):
        return _value(options[0], named, chance, name)
    match schema.get("type"):
        case "object":
            return {
                key: _value(inner, named, chance, key)
                for key, inner in schema.get("properties", {}).items()
            }
        case "array":
            return [_value(schema.get("items", {}), named, chance, name) for _ in range(2)]
        case "integer":
            return chance.randint(1, 3)
        case "number":
            return round(chance.random(), 2)
        case "boolean":
            return chance.random() < 0.5
        case "null":
            return None
        case _:
            return _text(chance, name)


def _text(chance: random.Random, name: str) -> str:
    if any(word in name for word in ("hex", "colour", "color", "palette")):
        return f"#{chance.randrange(1 << 24):06x}"
    return media.text(chance.random().hex(), words=2).rstrip(".").lower()
