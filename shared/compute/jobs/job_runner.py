"""Runs a planned job: claims its result, and submits it once it is admitted."""

from shared.compute.admission.service import Admitted, Queued
from shared.compute.cache.cache_items import WaitingNode
from shared.compute.cache.node_cache import NodeCache
from shared.compute.jobs.embedded_jobs import EmbeddedJobs
from shared.compute.jobs.job_admission import JobAdmission, Refused
from shared.compute.jobs.job_plan import JobPlan
from shared.compute.jobs.job_submission import JobSubmission
from shared.compute.jobs.job_waiting import JobWaiting
from shared.compute.jobs.repository import JobRepository
from shared.compute.records.jobs import ProviderJob, job_id_of
from shared.core.clock import Clock, utc_now


class JobRunner:
    def __init__(
        self,
        cache: NodeCache,
        jobs: JobRepository,
        admission: JobAdmission,
        submission: JobSubmission,
        embedded: EmbeddedJobs,
        waiting: JobWaiting,
        clock: Clock = utc_now,
    ) -> None:
        self._cache = cache
        self._jobs = jobs
        self._admission = admission
        self._submission = submission
        self._embedded = embedded
        self._waiting = waiting
        self._clock = clock

    def run(self, plan: JobPlan, job: ProviderJob | None) -> None:
        """Submit the job, or run it embedded, or let it wait.

        `job` is the stored job of an earlier delivery of the same message.
        """
        if not self._claim(plan, job):
            return
        if plan.is_embedded:
            self._embedded.run(plan)
            return
        now = self._clock()
        job = self._jobs.record(plan.new_job(now), job, now)
        match self._admission.acquire(plan, job):
            case Queued() as queued:
                self._waiting.wait(plan, job, queued)
            case Refused():
                self._waiting.retry(plan.call)
            case Admitted():
                self._submission.submit(plan, job)

    def _claim(self, plan: JobPlan, job: ProviderJob | None) -> bool:
        """Return False if an equal node already runs; this job then waits for its result."""
        if not plan.cache_key:
            return True
        call = plan.call
        owner, job_id = call.organization_id, job_id_of(call)
        if self._cache.claim(owner, plan.cache_key, job_id, plan.work.deadline_at):
            return True
        waiter = WaitingNode(message=call.model_dump_json(), priority=call.priority)
        if self._cache.join(owner, plan.cache_key, waiter):
            self._waiting.wait(plan, job, None)
        else:
            self._waiting.retry(call, 0)
        return False
