"""The parsed replies of providers, the same for all adapters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class OutputFile:
    """A file of a result: its bytes, or a URL from which they can be fetched for some time.

    `measures` are values from 0 to 1 by name, such as the `coverage` of a cutout.
    """

    body: bytes = b""
    url: str = ""
    mime: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Completed:
    """A result: files or a text.

    Attributes:
        seed: The seed that was used, if the provider returns it.
        cost_microusd: The price in millionths of a US dollar if the provider states it, else
            None, and the price list applies.
        warnings: Remarks for the user, such as parts of the request that had no effect.
    """

    files: tuple[OutputFile, ...] = ()
    text: str = ""
    model: str = ""
    seed: int | None = None
    cost_microusd: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """A job that the provider accepted under its own `request_id`.

    `handle` holds the adapter's private JSON, such as addresses for polling and cancelling.
    """

    request_id: str
    handle: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pending:
    """A job that has not ended. `progress` is 0 to 1 if the provider returns it."""

    progress: float | None = None
