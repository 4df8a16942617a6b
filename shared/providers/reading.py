"""Reads other people's JSON without trusting its shape."""

from collections.abc import Sequence
from typing import Any

from shared.providers.adapter import Connection
from shared.providers.errors import ProviderFailed
from shared.providers.http import may_fetch


def at(value: Any, *path: str | int) -> Any:
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
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def list_at(value: Any, *path: str | int) -> list[Any]:
    found = at(value, *path)
    return found if isinstance(found, list) else []


def seed_at(value: Any, *path: str | int) -> int | None:
    """The seed at `path`; None for what is no whole number between 0 and 2**53 - 1."""
    found = at(value, *path)
    is_whole = isinstance(found, int) and not isinstance(found, bool)
    return found if is_whole and 0 <= found < 2**53 else None


def own_url(url: str, connection: Connection, name: str, hosts: Sequence[str] = ()) -> str:
    """An address that the vendor gave us to call again, with our key in the headers.

    So it must be the connection's own host or one of `hosts`; ProviderFailed otherwise.
    """
    try:
        is_own = may_fetch(url, tuple(hosts), connection.base_url)
    except ValueError:
        is_own = False
    if not is_own:
        raise ProviderFailed(f"{name} points to a place that is not its own.")
    return url
