"""Clocks. Services take a Clock as an argument and never call `datetime.now()`."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`; of fixed length, so texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds_between(began: datetime, ended: datetime) -> int:
    """Return the whole milliseconds from `began` to `ended`, rounded."""
    return round((ended - began).total_seconds() * 1000)
