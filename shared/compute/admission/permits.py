"""The places of one lane, as pure functions: who is inside, how full it is, when to look again.

A job that waited gets its place before it is called, so nobody can overtake it on the way; it
`has begun` when it came in. Who is called and does not come is called again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import Field

from shared.compute.admission import fair_queue as fair_line
from shared.compute.admission import rate_limit as pace
from shared.compute.admission.fair_queue import Line
from shared.compute.admission.requests import LaneLoad, Ticket
from shared.compute.contract.tasks import Priority
from shared.core.model import Model
from shared.providers.adapter import Limits

_CALL_AGAIN = timedelta(seconds=60)
_LONGEST_TIMER = timedelta(minutes=15)  # what a queue can delay
_TIMER_LOST = timedelta(seconds=30)
_TIMER_EARLY = timedelta(seconds=5)
_MOST_CALLED = 20  # at once; more would crowd one transaction
_NEW_WEIGHT = 0.2  # of the newest duration in the running average

RANKS = {Priority.HIGH: 0, Priority.DEFAULT: 1, Priority.LOW: 2}


class Waiter(Model):
    """Waiters are served by rank, then tag, then arrival."""

    job_id: str
    organization_id: str
    priority: Priority
    tag: int
    arrival: int
    lease_seconds: int
    message: str

    @property
    def turn(self) -> tuple[int, int, int]:
        return RANKS[self.priority], self.tag, self.arrival


class Holder(Model):
    """`call_again_at` is there until it has begun."""

    job_id: str
    since: datetime
    until: datetime
    call_again_at: datetime | None = None


class Places(Model):
    """`due` is the rate's clock (pace.py); `look_at` when the timer is set to."""

    version: int = 0
    concurrent: int = 1
    per_minute: int = 1
    holders: tuple[Holder, ...] = ()
    lines: dict[Priority, Line] = Field(default_factory=dict)
    arrivals: int = 0
    due: datetime | None = None
    paused_until: datetime | None = None
    average_seconds: float | None = None
    look_at: datetime | None = None

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines.values())

    def line(self, priority: Priority) -> Line:
        return self.lines.get(priority, Line())

    def holder(self, job_id: str) -> Holder | None:
        return next((each for each in self.holders if each.job_id == job_id), None)

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until


def bounded(places: Places, limits: Limits) -> Places:
    return _with(places, concurrent=limits.concurrent, per_minute=limits.per_minute)


def expire(places: Places, now: datetime) -> Places:
    """Without those whose lease has ended."""
    return _with(places, holders=tuple(each for each in places.holders if each.until > now))


def join(places: Places, ticket: Ticket) -> tuple[Places, Waiter]:
    line, tag = fair_line.join(places.line(ticket.priority), str(ticket.organization_id))
    waiter = Waiter(
        job_id=str(ticket.job_id),
        organization_id=str(ticket.organization_id),
        priority=ticket.priority,
        tag=tag,
        arrival=places.arrivals,
        lease_seconds=ticket.lease_seconds,
        message=ticket.message,
    )
    joined = _with_line(places, ticket.priority, line)
    return _with(joined, arrivals=places.arrivals + 1), waiter


def vacancies(places: Places, now: datetime) -> int:
    """How many may be given a place now."""
    if places.is_paused(now):
        return 0
    free = places.concurrent - len(places.holders)
    return max(0, min(free, pace.permits(places.due, places.per_minute, now), _MOST_CALLED))


def call(places: Places, waiter: Waiter, now: datetime) -> Places:
    """Out of the line and into a place; only while there are vacancies."""
    line = fair_line.serve(places.line(waiter.priority), waiter.organization_id, waiter.tag)
    holder = Holder(
        job_id=waiter.job_id,
        since=now,
        until=now + timedelta(seconds=waiter.lease_seconds),
        call_again_at=now + _CALL_AGAIN,
    )
    return _with(
        _with_line(places, waiter.priority, line),
        holders=(*places.holders, holder),
        due=pace.after_entry(places.due, places.per_minute, now),
    )


def begin(places: Places, job_id: str, lease_seconds: int, now: datetime) -> Places:
    """It came; its lease counts from here."""
    until = now + timedelta(seconds=lease_seconds)
    return _change_holder(places, job_id, since=now, until=until, call_again_at=None)


def put_off(places: Places, job_id: str) -> Places:
    """It came during a pause: to be called again after it. It keeps its place."""
    return _change_holder(places, job_id, call_again_at=places.paused_until)


def leave(places: Places, job_id: str, now: datetime) -> Places:
    """Nothing changes when it is not inside."""
    holder = places.holder(job_id)
    if holder is None:
        return places
    left = tuple(each for each in places.holders if each.job_id != job_id)
    if holder.call_again_at is not None:
        return _with(places, holders=left)
    seconds = max(0.0, (now - holder.since).total_seconds())
    known = places.average_seconds
    average = seconds if known is None else known + _NEW_WEIGHT * (seconds - known)
    return _with(places, holders=left, average_seconds=round(average, 3))


def withdraw(places: Places, waiter: Waiter) -> Places:
    line = fair_line.withdraw(places.line(waiter.priority), waiter.organization_id, waiter.tag)
    return _with_line(places, waiter.priority, line)


def pause(places: Places, until: datetime) -> Places:
    return _with(places, paused_until=max(until, places.paused_until or until))


def load(places: Places, now: datetime) -> LaneLoad:
    paused_until = places.paused_until if places.is_paused(now) else None
    return LaneLoad(len(expire(places, now).holders), places.waiting, paused_until)


def to_call_again(places: Places, now: datetime) -> tuple[str, ...]:
    """The jobs that have a place, were called, and did not come."""
    if places.is_paused(now):
        return ()
    return tuple(
        each.job_id for each in places.holders if each.call_again_at and each.call_again_at <= now
    )


def called_again(places: Places, job_ids: Iterable[str], now: datetime) -> Places:
    for job_id in job_ids:
        places = _change_holder(places, job_id, call_again_at=now + _CALL_AGAIN)
    return places


def position(places: Places, waiter: Waiter) -> int:
    better = (p for p in places.lines if RANKS[p] < RANKS[waiter.priority])
    before = sum(places.line(priority).waiting for priority in better)
    line = places.line(waiter.priority)
    return 1 + before + fair_line.ahead(line, waiter.organization_id, waiter.tag)


def estimated_start(places: Places, turn: int, now: datetime) -> datetime | None:
    """When the `turn`-th in line will have its place, if jobs take as long as they did lately.

    None while nothing has been measured.
    """
    begin = max(now, places.paused_until or now)
    by_rate = pace.opens_at(places.due, places.per_minute, begin, turn)
    busy = max(0, turn - (places.concurrent - len(places.holders)))
    if not busy:
        return by_rate
    if places.average_seconds is None:
        return None
    seconds = busy * places.average_seconds / max(1, places.concurrent)
    return max(by_rate, begin + timedelta(seconds=seconds))


def set_timer(places: Places, now: datetime, *, by_timer: bool) -> tuple[Places, datetime | None]:
    """The places with `look_at`, and the moment for a new timer if one has to be set.

    `by_timer`: a timer asks, and if it is the one that `look_at` means, it goes on; another
    one ends, so that there is one for the lane.
    """
    need = _next_look(places, now)
    if need is None:
        return _with(places, look_at=None), None
    known = places.look_at
    is_gone = known is None or known < now - _TIMER_LOST
    is_own = by_timer and known is not None and known <= now + _TIMER_EARLY
    is_sooner = known is not None and need < known - timedelta(seconds=1)
    if is_gone or is_own or is_sooner:
        return _with(places, look_at=need), need
    return places, None


def _next_look(places: Places, now: datetime) -> datetime | None:
    """When a lane that nobody enters or leaves would have to do something."""
    pause_ends = max(now, places.paused_until or now)
    moments = [max(each.call_again_at, pause_ends) for each in places.holders if each.call_again_at]
    if places.waiting:
        if len(places.holders) < places.concurrent:
            moments.append(pace.opens_at(places.due, places.per_minute, pause_ends))
        else:
            moments += [each.until for each in places.holders]
    if not moments:
        return None
    return min(max(min(moments), now), now + _LONGEST_TIMER)


def _with(places: Places, **changes: object) -> Places:
    return places.model_copy(update=changes)


def _with_line(places: Places, priority: Priority, line: Line) -> Places:
    return _with(places, lines={**places.lines, priority: line})


def _change_holder(places: Places, job_id: str, **changes: object) -> Places:
    holders = tuple(
        each.model_copy(update=changes) if each.job_id == job_id else each
        for each in places.holders
    )
    return _with(places, holders=holders)
