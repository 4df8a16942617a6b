"""Times as text: to the millisecond, in UTC, and in text order."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from shared.core.clock import iso

_ZONES = st.integers(-12 * 60, 12 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=_ZONES)


@given(moments)
def test_text_keeps_milliseconds(moment: datetime) -> None:
    kept = datetime.fromisoformat(iso(moment))
    assert timedelta(0) <= moment - kept < timedelta(milliseconds=1)
    assert kept.tzinfo == UTC


@given(moments, moments)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    earlier, later = (datetime.fromisoformat(iso(moment)) for moment in (one, other))
    assert (iso(one) < iso(other)) == (earlier < later)
    assert len(iso(one)) == len("2026-03-01T12:00:00.000Z")


def test_text_ends_in_z() -> None:
    vienna = timezone(timedelta(hours=1))
    assert iso(datetime(2026, 3, 1, 13, 0, 0, 7999, vienna)) == "2026-03-01T12:00:00.007Z"
