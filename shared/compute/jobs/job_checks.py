"""Checks of a job, on its timer, after a callback, and on cancellation.

A callback only hints that a check is worthwhile. The result is always read from the provider,
so a forged callback costs one request at most.
"""

from dataclasses import replace
from datetime import datetime

from shared.compute.errors import InputMissing, StepTimeout
from shared.compute.jobs.check_timer import CheckTimer, seconds_until_check
from shared.compute.jobs.job_completion import Attempt, JobCompletion
from shared.compute.jobs.job_planner import JobPlanner
from shared.compute.jobs.job_waiting import JobWaiting
from shared.compute.jobs.provider_gateway import JobFailed, ProviderEndpoint, ProviderGateway
from shared.compute.jobs.repository import JobRepository
from shared.compute.records.jobs import JobCheck, JobStatus, ProviderJob
from shared.compute.records.tasks import Outcome
from shared.compute.tasks.node_start import NodeStarter, Work
from shared.core.clock import Clock, utc_now
from shared.core.observability import get_logger
from shared.providers.adapter import ModelSpec
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderRateLimited,
    ProviderTimeout,
)
from shared.providers.http import ResultGone
from shared.providers.replies import Completed

# Consecutive checks with a transient failure after which the job fails.
_MAX_FAILED_CHECKS = 4
_EARLY_CALLBACK_SECONDS = 2.0
_RETRY_SECONDS = 3.0


class JobChecks:
    def __init__(
        self,
        starter: NodeStarter,
        planner: JobPlanner,
        jobs: JobRepository,
        timer: CheckTimer,
        gateway: ProviderGateway,
        completion: JobCompletion,
        waiting: JobWaiting,
        clock: Clock = utc_now,
    ) -> None:
        self._starter = starter
        self._planner = planner
        self._jobs = jobs
        self._timer = timer
        self._gateway = gateway
        self._completion = completion
        self._waiting = waiting
        self._clock = clock

    def check(self, check: JobCheck) -> None:
        """Bring the job forward. No effect if it is unknown or has ended."""
        job = self._jobs.find(check.organization_id, check.job_id)
        if job is None or job.status is JobStatus.ENDED:
            return
        if check.cause == "cancel":
            self._cancel(job)
        elif job.status is JobStatus.SUBMITTED:
            self._check_submitted(job, check)
        elif job.status is JobStatus.SUBMITTING:
            self._check_submitting(job, check)
        else:
            # Dispatch decides again, also whether the node was cancelled or is too old.
            self._waiting.resume(job)

    def _check_submitting(self, job: ProviderJob, check: JobCheck) -> None:
        """The callback came before the submit returned, or the submitting function died."""
        now, is_timer = self._clock(), check.cause == "timer"
        if job.lease_until is not None and job.lease_until < now:
            if is_timer:
                self._waiting.resume(job)
            else:
                self._waiting.retry(job.call, 0)
        elif is_timer:
            self._timer.schedule(job, _EARLY_CALLBACK_SECONDS, now)
        else:
            self._timer.check_now(job, check.cause, _EARLY_CALLBACK_SECONDS)

    def _check_submitted(self, job: ProviderJob, check: JobCheck) -> None:
        now, endpoint = self._clock(), self._gateway.endpoint_of(job)
        try:
            work = self._work(job)
        except (StepTimeout, InputMissing) as error:
            self._cancel_upstream(job)
            self._completion.fail_node(job.call, error, job)
            return
        if work is None:
            self._cancel(job)
        elif endpoint is None:
            self._fail(job, work, ProviderAuthFailed(f"{job.provider} is not configured any more."))
        elif now >= job.deadline_at:
            self._gateway.cancel(endpoint, job)
            self._fail(job, work, ProviderTimeout(f"{job.provider} did not answer in time."))
        else:
            self._poll(job, work, endpoint, check, now)

    def _poll(
        self,
        job: ProviderJob,
        work: Work,
        endpoint: ProviderEndpoint,
        check: JobCheck,
        now: datetime,
    ) -> None:
        model, error = _model_of(endpoint, job), None
        try:
            reply = self._gateway.poll(endpoint, job)
            if isinstance(reply, Completed):
                began = job.submitted_at or job.created_at
                answer = self._gateway.answer(endpoint, job, model, reply, began=began)
                self._completion.succeed(Attempt.of_job(job, work), answer)
                return
        except JobFailed as failed:
            self._fail(job, work, failed.error)
            return
        except ProviderError as failure:
            error = failure
        if error and (not _is_transient(error) or job.failed_checks + 1 >= _MAX_FAILED_CHECKS):
            self._fail(job, work, error)
            return
        checked = self._jobs.checked(job, failed=error is not None)
        wait = seconds_until_check(endpoint.adapter.mode, model.typical_seconds, checked.checks)
        if check.cause == "timer":
            self._timer.schedule(job, _wait_after(error, checked, wait), now)
        elif error:
            # A job has one timer: the retry of a callback's check stays a callback's check.
            self._timer.check_now(job, check.cause, _wait_after(error, checked, wait))

    def _fail(self, job: ProviderJob, work: Work, error: ProviderError) -> None:
        has_alternatives = self._planner.has_alternatives(job, work)
        attempt = replace(Attempt.of_job(job, work), has_alternatives=has_alternatives)
        self._completion.fail(attempt, error)

    def _cancel(self, job: ProviderJob) -> None:
        self._cancel_upstream(job)
        self._completion.cancel(job)

    def _cancel_upstream(self, job: ProviderJob) -> None:
        """Cancel at the provider if it supports that, so that an unused result is not paid."""
        endpoint = self._gateway.endpoint_of(job)
        if job.status is JobStatus.SUBMITTED and endpoint is not None:
            result = self._gateway.cancel(endpoint, job)
            get_logger("compute").info("cancelled upstream", provider=job.provider, result=result)

    def _work(self, job: ProviderJob) -> Work | None:
        """Return None if the node was cancelled or has ended."""
        work = self._starter.start(job.call, job.id)
        return None if isinstance(work, Outcome) else work


def _is_transient(error: ProviderError) -> bool:
    """A failed check says little about the job; only permanent errors fail it."""
    return error.transient or isinstance(error, ResultGone)


def _wait_after(error: ProviderError | None, job: ProviderJob, usual: float) -> float:
    if isinstance(error, ProviderRateLimited) and error.retry_after_seconds is not None:
        return max(usual, error.retry_after_seconds)
    return min(usual, _RETRY_SECONDS * job.failed_checks) if error else usual


def _model_of(endpoint: ProviderEndpoint, job: ProviderJob) -> ModelSpec:
    for model in endpoint.adapter.models:
        if model.id == job.model and model.capability == job.capability:
            return model
    # The adapter changed while the job was running.
    return ModelSpec(capability=job.capability, id=job.model)
