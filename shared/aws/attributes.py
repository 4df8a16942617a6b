"""Conversion between Python values and DynamoDB's typed attributes.

boto3's serializer rejects floats and its deserializer returns Decimals; these functions use int
and float. Source: AttributeValue in the DynamoDB API reference.
"""

import math
from collections.abc import Mapping
from typing import Any

Attribute = dict[str, Any]
Item = dict[str, Any]


def to_attribute(value: Any) -> Attribute:
    """Convert None, bool, str, int, finite float, bytes, list, tuple or dict.

    Raises TypeError for any other value, NaN and infinity included.
    """
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


def from_attribute(attribute: Mapping[str, Any]) -> Any:
    """Convert one attribute. A number with a point or an exponent becomes a float, else an int."""
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


def from_attributes(attributes: Mapping[str, Mapping[str, Any]]) -> Item:
    return {name: from_attribute(attribute) for name, attribute in attributes.items()}
