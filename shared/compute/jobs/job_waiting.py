"""Jobs that wait: for a permit, for an equal node's result, or for a provider to recover.

A waiting job occupies no function. Its message is sent again when it can go on; a timer sends
it in any case, so a lost wake-up only delays it.
"""

from datetime import datetime

from shared.compute.admission.service import Queued
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.job_plan import JobPlan
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.waiting_events import WaitingEvents
from shared.compute.records.jobs import ProviderJob
from shared.compute.records.tasks import ProviderCall
from shared.compute.tasks.node_start import Work
from shared.core.clock import Clock, utc_now

_RETRY_SECONDS = 1.0


class JobWaiting:
    def __init__(
        self,
        jobs: JobRepository,
        events: WaitingEvents,
        timer: CheckTimer,
        queues: PriorityQueues,
        clock: Clock = utc_now,
    ) -> None:
        self._jobs = jobs
        self._events = events
        self._timer = timer
        self._queues = queues
        self._clock = clock

    def wait(self, plan: JobPlan, job: ProviderJob | None, queued: Queued | None) -> None:
        """Store the job as waiting; its timer is scheduled at the first wait only.

        `queued` is None for a job that waits for an equal node's result.
        """
        now = self._clock()
        if job is None:
            job = self._jobs.create(plan.new_job(now))
        self._events.waiting(plan.work, plan.candidate.name, queued)
        if queued is not None:
            self._timer.schedule_account(job.account, queued.retry_at, now)
        if self._jobs.count_wait(job) == 1:
            self._timer.schedule_waiting(job, now)

    def wait_until(self, call: ProviderCall, work: Work, until: datetime) -> None:
        """Send the message again at `until`, when the first provider is usable."""
        self._events.waiting(work, None, None)
        wait = (until - self._clock()).total_seconds()
        self.retry(call, max(wait, _RETRY_SECONDS))

    def retry(self, call: ProviderCall, seconds: float = _RETRY_SECONDS) -> None:
        """Send the message again after this delay."""
        self._queues.send_call(call, delay_seconds=seconds)

    def resume(self, job: ProviderJob) -> None:
        """Send the message of a waiting job again, and schedule its timer again."""
        self.retry(job.call, 0)
        self._timer.schedule_waiting(job, self._clock())
