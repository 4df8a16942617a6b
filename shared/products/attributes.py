"""Free attributes of a product: any JSON that is stored and returned unchanged."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator

_MAX_BYTES = 32_000
_MAX_DEPTH = 8
# Range of a number in DynamoDB: 38 digits, 1e-130 to 9.99e125.
_MAX_INTEGER = 10**38
_FLOAT_RANGE = (1e-130, 9.9e125)


def check_storable(attributes: dict[str, Any]) -> dict[str, Any]:
    """Returns the attributes.

    Raises ValueError for NaN, numbers out of range, too many bytes or too many levels.
    """
    _check(attributes, _MAX_DEPTH)
    size = len(json.dumps(attributes, ensure_ascii=False).encode())
    if size > _MAX_BYTES:
        raise ValueError(f"{size} bytes of JSON; at most {_MAX_BYTES} are stored")
    return attributes


Attributes = Annotated[dict[str, Any], AfterValidator(check_storable)]


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise ValueError(f"nested deeper than {_MAX_DEPTH} levels")
    if isinstance(value, dict):
        if "" in value:
            raise ValueError("a name is empty")
        for member in value.values():
            _check(member, depth - 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth - 1)
    elif isinstance(value, float):
        low, high = _FLOAT_RANGE
        if value and not low < abs(value) < high:  # NaN fails every comparison
            raise ValueError(f"the number {value} cannot be stored")
    elif isinstance(value, int) and abs(value) >= _MAX_INTEGER:
        raise ValueError("an integer has more than 38 digits")
