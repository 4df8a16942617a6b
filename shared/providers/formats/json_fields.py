"""Readers of vendors' JSON, whose shape is not guaranteed.

Every reader accepts any value and returns one of its own type: unexpected JSON leads to a
ProviderError, never to a KeyError or TypeError. The `as_*` readers take a value, the `*_at` readers
take a path of object keys and list indexes.
"""

from collections.abc import Mapping
from typing import Any

from shared.core.set_vocabulary import MAX_SEED


def as_object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects among the items of a list; empty if the value is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def as_integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_texts(value: Any) -> tuple[str, ...]:
    """The non-empty strings among the items of a list; empty if the value is not a list."""
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str) and item)


def as_number(value: Any) -> float | None:
    """None if the value is not a number or its magnitude is 1e15 or more.

    Python's JSON parser accepts NaN and Infinity, which are excluded by this bound.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 else None


def value_at(value: Any, *path: str | int) -> Any:
    """The value at `path`, or None if there is none."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        elif isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """The string at `path`, or "" if there is none."""
    return as_text(value_at(value, *path))


def list_at(value: Any, *path: str | int) -> list[Any]:
    found = value_at(value, *path)
    return found if isinstance(found, list) else []


def seed_at(value: Any, *path: str | int) -> int | None:
    """The integer from 0 to `MAX_SEED` at `path`, or None if there is none."""
    seed = as_integer(value_at(value, *path))
    return seed if seed is not None and 0 <= seed <= MAX_SEED else None
