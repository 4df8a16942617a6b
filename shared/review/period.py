"""Dates and times of a filter as a half-open interval in UTC."""

from datetime import UTC, date, datetime, time, timedelta

Day = date | datetime

# Resolution of stored times.
_TICK = timedelta(milliseconds=1)


def first_moment(day: Day | None) -> datetime | None:
    """The start: midnight of a plain date. A time without a zone is in UTC."""
    if day is None:
        return None
    if not isinstance(day, datetime):
        return datetime.combine(day, time.min, tzinfo=UTC)
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def moment_after(day: Day | None) -> datetime | None:
    """The exclusive end: a plain date includes the whole day."""
    start = first_moment(day)
    if start is None:
        return None
    try:
        return start + (_TICK if isinstance(day, datetime) else timedelta(days=1))
    except OverflowError:  # the last day of the calendar: no end
        return None
