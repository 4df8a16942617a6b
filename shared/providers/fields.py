"""More of what `payload` is for: fields that may be absent, in orders and in answers."""

from collections.abc import Sized
from typing import Any


def present(**given: Any) -> dict[str, Any]:
    """An object without what is None or empty: vendors refuse empty texts and lists."""
    return {name: value for name, value in given.items() if not _is_empty(value)}


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts of a list that are not empty; none for what is no list."""
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str) and item)


def number_of(value: Any) -> float | None:
    """None for what is no number, or one beyond all sense (JSON parsers let infinity pass)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 else None


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, Sized) and len(value) == 0)
