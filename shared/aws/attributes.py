"""Plain values to DynamoDB's typed attributes and back.

boto3's own serializer refuses floats and its parser makes Decimals; here numbers are numbers.
"""

import math
from typing import Any

Attribute = dict[str, Any]
Item = dict[str, Any]


def to_attribute(value: Any) -> Attribute:
    """None, bool, str, int, finite float, bytes, list, tuple, dict; else a TypeError."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(int(value))}
        case float() if math.isfinite(value):
            return {"N": repr(float(value))}
        case bytes():
            return {"B": value}
        case list() | tuple():
            return {"L": [to_attribute(member) for member in value]}
        case dict():
            return {"M": to_attributes(value)}
    raise TypeError(f"{type(value).__name__} {value!r} cannot be stored; dump it to JSON types")


def from_attribute(attribute: Attribute) -> Any:
    ((tag, value),) = attribute.items()
    match tag:
        case "NULL":
            return None
        case "BOOL" | "S" | "B":
            return value
        case "N":
            return float(value) if any(mark in value for mark in ".eE") else int(value)
        case "L":
            return [from_attribute(member) for member in value]
        case "M":
            return from_attributes(value)
    raise TypeError(f"attribute type {tag} is not used here")


def to_attributes(values: Item) -> dict[str, Attribute]:
    return {name: to_attribute(value) for name, value in values.items()}


def from_attributes(attributes: dict[str, Attribute]) -> Item:
    return {name: from_attribute(attribute) for name, attribute in attributes.items()}
