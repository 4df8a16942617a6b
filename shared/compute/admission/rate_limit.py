"""The rate limit of an account: the generic cell rate algorithm, a token bucket stored as one
moment (ITU-T I.371, annex A; "theoretical arrival time").

`due` is that moment; None means that no permit has been granted yet. A tenth of a minute's
permits may be granted in a burst. The rest is spread so that every interval of 60 seconds sees
at most `per_minute`.
"""

from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


def available(due: datetime | None, per_minute: int, now: datetime) -> int:
    """Return how many permits the rate allows now."""
    early = max(due - now, timedelta(0)) if due else timedelta(0)
    return max(0, (_slack(per_minute) - early) // _interval(per_minute) + 1)


def after_grant(due: datetime | None, per_minute: int, now: datetime) -> datetime:
    """Return the new `due` after one permit has been granted."""
    return (max(due, now) if due else now) + _interval(per_minute)


def opens_at(due: datetime | None, per_minute: int, now: datetime, turn: int = 1) -> datetime:
    """Return when the rate allows the `turn`-th permit from now."""
    begin = max(due, now) if due else now
    return max(now, begin - _slack(per_minute) + (turn - 1) * _interval(per_minute))


def _burst(per_minute: int) -> int:
    return max(1, per_minute // 10)


def _interval(per_minute: int) -> timedelta:
    spread = max(per_minute - _burst(per_minute), per_minute / 2)
    return _MINUTE / spread


def _slack(per_minute: int) -> timedelta:
    return (_burst(per_minute) - 1) * _interval(per_minute)
