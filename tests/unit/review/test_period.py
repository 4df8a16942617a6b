"""Dates of a filter as intervals."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from shared.review.period import first_moment, moment_after

DAYS = st.dates(date(1970, 1, 1), date(9998, 12, 31))


@given(DAYS)
def test_plain_date_lasts_a_day(day: date) -> None:
    start, end = first_moment(day), moment_after(day)
    assert start == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert end is not None
    assert start is not None
    assert end - start == timedelta(days=1)


def test_moment_without_zone_is_utc() -> None:
    assert first_moment(datetime(2025, 3, 1, 12)) == datetime(2025, 3, 1, 12, tzinfo=UTC)


def test_zone_of_a_moment_counts() -> None:
    eastern = datetime(2025, 3, 1, 12, tzinfo=timezone(timedelta(hours=-5)))
    assert first_moment(eastern) == datetime(2025, 3, 1, 17, tzinfo=UTC)


def test_moment_itself_is_included() -> None:
    moment = datetime(2025, 3, 1, 12, tzinfo=UTC)
    end = moment_after(moment)
    assert end is not None
    assert moment < end <= moment + timedelta(milliseconds=1)


def test_open_ends_stay_open() -> None:
    assert (first_moment(None), moment_after(None)) == (None, None)
    assert moment_after(date.max) is None
