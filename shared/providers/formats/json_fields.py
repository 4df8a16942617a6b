"""Reads other people's JSON without trusting its shape.

Every reader takes anything and gives a value of the promised type: a vendor's surprise ends in a
ProviderError, never in a KeyError.
"""

from collections.abc import Mapping
from typing import Any

from shared.core.set_vocabulary import MAX_SEED


def as_object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; empty for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def as_integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_texts(value: Any) -> tuple[str, ...]:
    """The texts of a list that are not empty; none for what is no list."""
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str) and item)


def as_number(value: Any) -> float | None:
    """None for what is no number, or one beyond all sense (JSON parsers let infinity pass)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 else None


def value_at(value: Any, *path: str | int) -> Any:
    """What is at `path` (keys of objects, places in lists); None when there is no such thing."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        elif isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """The text at `path`; empty when there is none."""
    return as_text(value_at(value, *path))


def list_at(value: Any, *path: str | int) -> list[Any]:
    found = value_at(value, *path)
    return found if isinstance(found, list) else []


def seed_at(value: Any, *path: str | int) -> int | None:
    """The seed at `path`; None for what is no whole number between 0 and `MAX_SEED`."""
    found = value_at(value, *path)
    is_whole = isinstance(found, int) and not isinstance(found, bool)
    return found if is_whole and 0 <= found <= MAX_SEED else None
