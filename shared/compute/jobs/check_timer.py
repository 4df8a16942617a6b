"""When to look at an order again. Pure."""

from datetime import datetime

from shared.aws.queues import Queue
from shared.compute.admission.requests import Lane
from shared.compute.records.jobs import Cause, CheckCall, LaneCall, ProviderJob
from shared.providers.adapter import Mode

_SHORTEST_SECONDS = 2.0
_LONGEST_POLL_SECONDS = 20.0
# A parked order is looked at in any case: the wake-up of whoever left may have been lost.
_PARKED_SECONDS = 300.0


def seconds_until_check(mode: Mode, typical_seconds: float, checks: int) -> float:
    """A polled provider is asked at a sixth of its usual time, then ever less often; one that
    calls back only at 2, 4, 8 times its usual time, in case the callback was lost."""
    if mode == "webhook":
        return max(typical_seconds, _SHORTEST_SECONDS) * 2.0 ** min(checks + 1, 10)
    wait: float = max(typical_seconds / 6, _SHORTEST_SECONDS) * 1.4 ** min(checks, 20)
    return min(wait, _LONGEST_POLL_SECONDS)


class CheckTimer:
    """Every open job has one timer message under way: whatever dies, it comes back."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def arm(self, job: ProviderJob, seconds: float, now: datetime) -> None:
        """At the latest when the job's time is over, and within what a queue can delay."""
        left = max((job.deadline_at - now).total_seconds() + 1, 1)
        self._queue.send(_message(job), delay_seconds=min(seconds, left))

    def arm_parked(self, job: ProviderJob, now: datetime) -> None:
        self.arm(job, _PARKED_SECONDS, now)

    def wake(self, job: ProviderJob, cause: Cause, seconds: float = 0) -> None:
        """Beside the timer."""
        self._queue.send(_message(job, cause), delay_seconds=seconds)

    def arm_lane(self, lane: Lane, at: datetime | None, now: datetime) -> None:
        """For `Lanes.admit`; None when nobody has to call it."""
        if at is not None:
            call = LaneCall(provider=lane.provider, owner=lane.owner)
            wait = max((at - now).total_seconds(), 1)
            self._queue.send(call.model_dump_json(), delay_seconds=wait)


def _message(job: ProviderJob, cause: Cause = "timer") -> str:
    call = CheckCall(organization_id=job.organization_id, job_id=job.id, cause=cause)
    return call.model_dump_json()
