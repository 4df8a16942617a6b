"""The permits of one account, as pure functions over its stored state.

A queued job is granted its permit before its message is sent, so no other job can overtake it
on the way. It starts when it requests the permit again. The message of a job that does not
start is sent again after a minute.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import Field

from shared.compute.admission import fair_queue, rate_limit
from shared.compute.admission.fair_queue import FairQueue
from shared.compute.admission.requests import AccountLoad, AdmissionRequest
from shared.compute.contract.tasks import Priority
from shared.core.model import Model
from shared.providers.adapter import Limits

_RESEND_AFTER = timedelta(seconds=60)
_LONGEST_TIMER = timedelta(minutes=15)  # the longest delay of an SQS message
_TIMER_LOST = timedelta(seconds=30)
_TIMER_EARLY = timedelta(seconds=5)
_MAX_GRANTS = 20  # at once; the writes of more would not fit into one transaction
_NEW_WEIGHT = 0.2  # of the newest duration in the running average

RANKS = {Priority.HIGH: 0, Priority.DEFAULT: 1, Priority.LOW: 2}


class QueuedJob(Model):
    """A job in the queue; jobs are served by rank of priority, then tag, then arrival."""

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


class Permit(Model):
    """The permit of one job, from `since` to `until`.

    `resend_at` is set until the job has started: its message is sent again then.
    """

    job_id: str
    since: datetime
    until: datetime
    resend_at: datetime | None = None


class Permits(Model):
    """The state of an account.

    `due` is the moment that rate_limit.py keeps, `timer_at` the time of the account's timer.
    """

    version: int = 0
    concurrent: int = 1
    per_minute: int = 1
    granted: tuple[Permit, ...] = ()
    queues: dict[Priority, FairQueue] = Field(default_factory=dict)
    arrivals: int = 0
    due: datetime | None = None
    paused_until: datetime | None = None
    average_seconds: float | None = None
    timer_at: datetime | None = None

    @property
    def waiting(self) -> int:
        return sum(queue.waiting for queue in self.queues.values())

    def queue(self, priority: Priority) -> FairQueue:
        return self.queues.get(priority, FairQueue())

    def permit(self, job_id: str) -> Permit | None:
        return next((each for each in self.granted if each.job_id == job_id), None)

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until


def with_limits(permits: Permits, limits: Limits) -> Permits:
    """Take over the adapter's limits, which may have changed since the last write."""
    return _with(permits, concurrent=limits.concurrent, per_minute=limits.per_minute)


def drop_expired(permits: Permits, now: datetime) -> Permits:
    """Remove the permits whose lease has ended."""
    return _with(permits, granted=tuple(each for each in permits.granted if each.until > now))


def enqueue(permits: Permits, request: AdmissionRequest) -> tuple[Permits, QueuedJob]:
    """Return the state with the job in its queue, and the queued job."""
    queue, tag = fair_queue.enqueue(permits.queue(request.priority), str(request.organization_id))
    queued = QueuedJob(
        job_id=str(request.job_id),
        organization_id=str(request.organization_id),
        priority=request.priority,
        tag=tag,
        arrival=permits.arrivals,
        lease_seconds=request.lease_seconds,
        message=request.message,
    )
    longer = _with_queue(permits, request.priority, queue)
    return _with(longer, arrivals=permits.arrivals + 1), queued


def available(permits: Permits, now: datetime) -> int:
    """Return how many permits can be granted now."""
    if permits.is_paused(now):
        return 0
    free = permits.concurrent - len(permits.granted)
    by_rate = rate_limit.available(permits.due, permits.per_minute, now)
    return max(0, min(free, by_rate, _MAX_GRANTS))


def grant(permits: Permits, queued: QueuedJob, now: datetime) -> Permits:
    """Move a job from its queue to a permit. Only while permits are `available`."""
    queue = fair_queue.dequeue(permits.queue(queued.priority), queued.organization_id, queued.tag)
    permit = Permit(
        job_id=queued.job_id,
        since=now,
        until=now + timedelta(seconds=queued.lease_seconds),
        resend_at=now + _RESEND_AFTER,
    )
    return _with(
        _with_queue(permits, queued.priority, queue),
        granted=(*permits.granted, permit),
        due=rate_limit.after_grant(permits.due, permits.per_minute, now),
    )


def start(permits: Permits, job_id: str, lease_seconds: int, now: datetime) -> Permits:
    """Mark the job as started; its lease counts from here."""
    until = now + timedelta(seconds=lease_seconds)
    return _change_permit(permits, job_id, since=now, until=until, resend_at=None)


def postpone(permits: Permits, job_id: str) -> Permits:
    """Have the job's message sent again after the pause. The job keeps its permit."""
    return _change_permit(permits, job_id, resend_at=permits.paused_until)


def release(permits: Permits, job_id: str, now: datetime) -> Permits:
    """Remove the job's permit and measure its duration. No effect if it has no permit."""
    permit = permits.permit(job_id)
    if permit is None:
        return permits
    left = tuple(each for each in permits.granted if each.job_id != job_id)
    if permit.resend_at is not None:
        return _with(permits, granted=left)
    seconds = max(0.0, (now - permit.since).total_seconds())
    known = permits.average_seconds
    average = seconds if known is None else known + _NEW_WEIGHT * (seconds - known)
    return _with(permits, granted=left, average_seconds=round(average, 3))


def remove(permits: Permits, queued: QueuedJob) -> Permits:
    """Remove a job from its queue without a permit."""
    queue = fair_queue.remove(permits.queue(queued.priority), queued.organization_id, queued.tag)
    return _with_queue(permits, queued.priority, queue)


def pause(permits: Permits, until: datetime) -> Permits:
    """Grant no permits before `until`. Never shortens a pause."""
    return _with(permits, paused_until=max(until, permits.paused_until or until))


def load(permits: Permits, now: datetime) -> AccountLoad:
    """Return the load without expired permits and past pauses."""
    paused_until = permits.paused_until if permits.is_paused(now) else None
    return AccountLoad(len(drop_expired(permits, now).granted), permits.waiting, paused_until)


def overdue(permits: Permits, now: datetime) -> tuple[str, ...]:
    """Return the jobs that were granted a permit and did not start in time."""
    if permits.is_paused(now):
        return ()
    return tuple(
        each.job_id for each in permits.granted if each.resend_at and each.resend_at <= now
    )


def mark_resent(permits: Permits, job_ids: Iterable[str], now: datetime) -> Permits:
    """Set the next `resend_at` of these jobs."""
    for job_id in job_ids:
        permits = _change_permit(permits, job_id, resend_at=now + _RESEND_AFTER)
    return permits


def position(permits: Permits, queued: QueuedJob) -> int:
    """Return the job's position over all priorities; the first is 1."""
    better = (p for p in permits.queues if RANKS[p] < RANKS[queued.priority])
    before = sum(permits.queue(priority).waiting for priority in better)
    queue = permits.queue(queued.priority)
    return 1 + before + fair_queue.ahead(queue, queued.organization_id, queued.tag)


def estimated_start(permits: Permits, turn: int, now: datetime) -> datetime | None:
    """Return when the `turn`-th queued job will start, assuming the average duration.

    None until a duration has been measured.
    """
    begin = max(now, permits.paused_until or now)
    by_rate = rate_limit.opens_at(permits.due, permits.per_minute, begin, turn)
    busy = max(0, turn - (permits.concurrent - len(permits.granted)))
    if not busy:
        return by_rate
    if permits.average_seconds is None:
        return None
    seconds = busy * permits.average_seconds / max(1, permits.concurrent)
    return max(by_rate, begin + timedelta(seconds=seconds))


def set_timer(
    permits: Permits, now: datetime, *, by_timer: bool
) -> tuple[Permits, datetime | None]:
    """Return the state with `timer_at`, and the time for a new timer if one is needed.

    `by_timer` says that a timer calls. The timer that `timer_at` names is renewed; any other
    one ends, so that an account has one timer at most.
    """
    need = _next_change(permits, now)
    if need is None:
        return _with(permits, timer_at=None), None
    known = permits.timer_at
    is_gone = known is None or known < now - _TIMER_LOST
    is_own = by_timer and known is not None and known <= now + _TIMER_EARLY
    is_sooner = known is not None and need < known - timedelta(seconds=1)
    if is_gone or is_own or is_sooner:
        return _with(permits, timer_at=need), need
    return permits, None


def _next_change(permits: Permits, now: datetime) -> datetime | None:
    """Return when the account has work to do even if no request arrives."""
    pause_ends = max(now, permits.paused_until or now)
    moments = [max(each.resend_at, pause_ends) for each in permits.granted if each.resend_at]
    if permits.waiting:
        if len(permits.granted) < permits.concurrent:
            moments.append(rate_limit.opens_at(permits.due, permits.per_minute, pause_ends))
        else:
            moments += [each.until for each in permits.granted]
    if not moments:
        return None
    return min(max(min(moments), now), now + _LONGEST_TIMER)


def _with(permits: Permits, **changes: object) -> Permits:
    return permits.model_copy(update=changes)


def _with_queue(permits: Permits, priority: Priority, queue: FairQueue) -> Permits:
    return _with(permits, queues={**permits.queues, priority: queue})


def _change_permit(permits: Permits, job_id: str, **changes: object) -> Permits:
    granted = tuple(
        each.model_copy(update=changes) if each.job_id == job_id else each
        for each in permits.granted
    )
    return _with(permits, granted=granted)
