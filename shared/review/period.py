"""Dates and moments of a filter, as the half-open span of time that they mean. UTC."""

from datetime import UTC, date, datetime, time, timedelta

Day = date | datetime

# What is stored counts milliseconds.
_TICK = timedelta(milliseconds=1)


def first_moment(day: Day | None) -> datetime | None:
    """Midnight of a plain date; a moment without a zone is meant in UTC."""
    if day is None:
        return None
    if not isinstance(day, datetime):
        return datetime.combine(day, time.min, tzinfo=UTC)
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def moment_after(day: Day | None) -> datetime | None:
    """The first moment that no longer belongs to it: a plain date lasts all day."""
    start = first_moment(day)
    if start is None:
        return None
    try:
        return start + (_TICK if isinstance(day, datetime) else timedelta(days=1))
    except OverflowError:  # the last day of the calendar: nothing comes after it
        return None
