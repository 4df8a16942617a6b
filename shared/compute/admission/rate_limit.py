"""How often a lane may be entered: the generic cell rate algorithm, a token bucket kept as one
moment (ITU-T I.371, annex A; "theoretical arrival time").

A tenth of a minute's entries may come in a burst; the rest is spread, so that no 60 seconds,
wherever they begin, see more than `per_minute`.
"""

from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


def permits(due: datetime | None, per_minute: int, now: datetime) -> int:
    """How many may enter at this moment."""
    early = max(due - now, timedelta(0)) if due else timedelta(0)
    return max(0, (_slack(per_minute) - early) // _interval(per_minute) + 1)


def after_entry(due: datetime | None, per_minute: int, now: datetime) -> datetime:
    return (max(due, now) if due else now) + _interval(per_minute)


def opens_at(due: datetime | None, per_minute: int, now: datetime, turn: int = 1) -> datetime:
    """When the entry that is `turn`-th from now may happen."""
    begin = max(due, now) if due else now
    return max(now, begin - _slack(per_minute) + (turn - 1) * _interval(per_minute))


def _burst(per_minute: int) -> int:
    return max(1, per_minute // 10)


def _interval(per_minute: int) -> timedelta:
    spread = max(per_minute - _burst(per_minute), per_minute / 2)
    return _MINUTE / spread


def _slack(per_minute: int) -> timedelta:
    return (_burst(per_minute) - 1) * _interval(per_minute)
