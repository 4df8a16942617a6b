"""The rate of an account: never above the limit in any minute, and never stuck."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.compute.admission import rate_limit

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RATES = st.integers(1, 700)
GAPS = st.lists(st.integers(0, 20_000), min_size=1, max_size=150)


def entries(per_minute: int, gaps: list[int]) -> list[datetime]:
    """Those that get in, of a crowd that tries again and again at these gaps (milliseconds)."""
    due, now, entered = None, NOW, []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        for _ in range(rate_limit.available(due, per_minute, now)):
            due = rate_limit.after_grant(due, per_minute, now)
            entered.append(now)
    return entered


@given(per_minute=RATES, gaps=GAPS)
def test_no_minute_exceeds_the_limit(per_minute: int, gaps: list[int]) -> None:
    entered = entries(per_minute, gaps)

    for first, at in enumerate(entered):
        within = [each for each in entered[first:] if each < at + timedelta(minutes=1)]
        assert len(within) <= per_minute


@given(per_minute=RATES, taken=st.integers(0, 800), turn=st.integers(1, 50))
def test_opening_is_when_it_opens(per_minute: int, taken: int, turn: int) -> None:
    due = None
    for _ in range(taken):
        due = rate_limit.after_grant(due, per_minute, NOW)

    at = rate_limit.opens_at(due, per_minute, NOW)
    assert rate_limit.available(due, per_minute, at) >= 1
    if at > NOW:
        assert rate_limit.available(due, per_minute, at - timedelta(microseconds=1)) == 0
    assert rate_limit.opens_at(due, per_minute, NOW, turn) >= at


def test_steady_crowd_gets_nearly_the_limit() -> None:
    assert len(entries(60, [100] * 6000)) >= 0.9 * 60 * 10


def test_idle_account_allows_a_burst() -> None:
    assert rate_limit.available(None, 60, NOW) == 6
    assert rate_limit.available(None, 1, NOW) == 1
