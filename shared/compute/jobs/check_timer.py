"""When a job is checked again, and the delayed messages that cause the checks."""

from datetime import datetime

from shared.aws.queues import Queue
from shared.compute.admission.requests import Account
from shared.compute.records.jobs import AccountCheck, Cause, JobCheck, ProviderJob
from shared.providers.adapter import Mode

_SHORTEST_SECONDS = 2.0
_LONGEST_POLL_SECONDS = 20.0
# A waiting job is checked in any case: its wake-up message may have been lost.
_WAITING_SECONDS = 300.0


def seconds_until_check(mode: Mode, typical_seconds: float, checks: int) -> float:
    """Return the delay before the next check, after `checks` earlier ones.

    A polled provider is checked at a sixth of its typical time, then at growing intervals of up
    to 20 s. One with callbacks is checked at 2, 4, 8 times its typical time, in case the
    callback was lost.
    """
    if mode == "webhook":
        return max(typical_seconds, _SHORTEST_SECONDS) * 2.0 ** min(checks + 1, 10)
    wait: float = max(typical_seconds / 6, _SHORTEST_SECONDS) * 1.4 ** min(checks, 20)
    return min(wait, _LONGEST_POLL_SECONDS)


class CheckTimer:
    """Sends the check messages. Every open job has one timer message under way at all times."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def schedule(self, job: ProviderJob, seconds: float, now: datetime) -> None:
        """Check the job after `seconds`, at its deadline if that is sooner.

        The delay is also bounded by that of the queue (15 min).
        """
        left = max((job.deadline_at - now).total_seconds() + 1, 1)
        self._queue.send(_message(job), delay_seconds=min(seconds, left))

    def schedule_waiting(self, job: ProviderJob, now: datetime) -> None:
        """Check a waiting job after 5 min."""
        self.schedule(job, _WAITING_SECONDS, now)

    def check_now(self, job: ProviderJob, cause: Cause, seconds: float = 0) -> None:
        """Check the job in addition to its timer."""
        self._queue.send(_message(job, cause), delay_seconds=seconds)

    def schedule_account(self, account: Account, at: datetime | None, now: datetime) -> None:
        """Have `AdmissionService.admit_queued` called at `at`; None schedules nothing."""
        if at is not None:
            check = AccountCheck(provider=account.provider, owner=account.owner)
            wait = max((at - now).total_seconds(), 1)
            self._queue.send(check.model_dump_json(), delay_seconds=wait)


def _message(job: ProviderJob, cause: Cause = "timer") -> str:
    check = JobCheck(organization_id=job.organization_id, job_id=job.id, cause=cause)
    return check.model_dump_json()
