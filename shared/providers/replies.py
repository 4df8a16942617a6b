"""The replies of a provider: plain values, the same for all adapters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class OutputFile:
    """A file that a provider gave: its bytes, or where they can be fetched for a while."""

    body: bytes = b""
    url: str = ""
    mime: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)  # 0 to 1: coverage, ...


@dataclass(frozen=True)
class Completed:
    """The answer: a file or a text. `seed` is the one used, where the provider tells.

    `cost_microusd` is there when the provider states its price; else the price table counts.
    """

    files: tuple[OutputFile, ...] = ()
    text: str = ""
    model: str = ""
    seed: int | None = None
    cost_microusd: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """The provider will answer later, under its own `request_id`.

    `handle` is the adapter's private JSON (addresses to poll or cancel at); stored as it is.
    """

    request_id: str
    handle: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pending:
    """Still at work. `progress` runs from 0 to 1 where the provider tells."""

    progress: float | None = None
