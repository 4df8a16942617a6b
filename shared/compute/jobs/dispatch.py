"""Dispatches provider nodes from a priority queue: cached, run embedded, or submitted.

The node's task token receives the outcome, now or later. Only failures of the infrastructure
are raised; the queue then delivers the message again, and the stored job says how far the first
delivery came.
"""

from shared.compute.errors import InputMissing, NoProvider, StepTimeout
from shared.compute.jobs.job_completion import JobCompletion
from shared.compute.jobs.job_plan import JobPlan
from shared.compute.jobs.job_planner import JobPlanner, Postponed
from shared.compute.jobs.job_runner import JobRunner
from shared.compute.jobs.job_waiting import JobWaiting
from shared.compute.jobs.repository import JobRepository
from shared.compute.records.jobs import JobStatus, job_id_of
from shared.compute.records.tasks import Outcome, ProviderCall


class DispatchService:
    def __init__(
        self,
        jobs: JobRepository,
        planner: JobPlanner,
        runner: JobRunner,
        waiting: JobWaiting,
        completion: JobCompletion,
    ) -> None:
        self._jobs = jobs
        self._planner = planner
        self._runner = runner
        self._waiting = waiting
        self._completion = completion

    def dispatch(self, call: ProviderCall) -> None:
        """Start or resume the node's job. Idempotent: a submitted or ended job is left alone."""
        job = self._jobs.find(call.organization_id, job_id_of(call))
        if job is not None and job.status in (JobStatus.SUBMITTED, JobStatus.ENDED):
            return
        try:
            match self._planner.plan(call, job):
                case Outcome() as outcome:
                    self._completion.complete_without_job(call, outcome, job)
                case Postponed() as postponed:
                    self._waiting.wait_until(call, postponed.work, postponed.until)
                case JobPlan() as plan:
                    self._runner.run(plan, job)
        except (InputMissing, StepTimeout, NoProvider) as error:
            self._completion.fail_node(call, error, job)
