"""Looking after an order that is under way: when its timer rings, and when it is called back.

A callback is only a hint that looking is worth while. The result is always asked for at the
provider itself, so that a forged callback can do no more than cost one question.
"""

from datetime import datetime

from shared.compute.errors import InputMissing, StepTimeout
from shared.compute.jobs.check_timer import CheckTimer, seconds_until_check
from shared.compute.jobs.job_completion import JobEnding
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.provider_gateway import Account, OrderFailed, ProviderDesk
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import ResultStore
from shared.compute.records.jobs import CheckCall, JobStatus, ProviderJob
from shared.compute.records.tasks import Outcome, Tried
from shared.compute.routing.connections import Adapters, Connections
from shared.compute.routing.fallback import given_up
from shared.compute.routing.router import Router
from shared.compute.tasks.node_start import NodeStarter, Work
from shared.core.clock import Clock, utc_now
from shared.core.observability import get_logger
from shared.providers import registry
from shared.providers.adapter import ModelSpec
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderRateLimited,
    ProviderTimeout,
)
from shared.providers.http import ResultGone
from shared.providers.replies import Completed

# So many questions in a row that fail for reasons which pass: then the order is given up.
_PATIENCE = 4
_EARLY_CALLBACK_SECONDS = 2.0
_RETRY_SECONDS = 3.0


class CheckService:
    def __init__(
        self,
        starter: NodeStarter,
        connections: Connections,
        router: Router,
        jobs: JobRepository,
        timer: CheckTimer,
        desk: ProviderDesk,
        results: ResultStore,
        ending: JobEnding,
        queues: PriorityQueues,
        adapters: Adapters = registry,
        clock: Clock = utc_now,
    ) -> None:
        self._starter = starter
        self._connections = connections
        self._router = router
        self._jobs = jobs
        self._timer = timer
        self._desk = desk
        self._results = results
        self._ending = ending
        self._queues = queues
        self._adapters = adapters
        self._clock = clock

    def check(self, call: CheckCall) -> None:
        job = self._jobs.find(call.organization_id, call.job_id)
        if job is None or job.status is JobStatus.ENDED:
            return
        if call.cause == "cancel":
            self._cancel(job)
        elif job.status is JobStatus.SUBMITTED:
            self._look_after(job, call)
        elif job.status is JobStatus.SUBMITTING:
            self._wait_for_submit(job, call)
        else:
            self._look_for_place(job)

    def _look_for_place(self, job: ProviderJob) -> None:
        """Parked: dispatch decides anew, also that the node has been cancelled or is too old."""
        self._queues.send_call(job.call)
        self._timer.arm_parked(job, self._clock())

    def _wait_for_submit(self, job: ProviderJob, call: CheckCall) -> None:
        """Called back before the submit has returned, or the submitting function has died."""
        now = self._clock()
        if job.lease_until is not None and job.lease_until < now:
            self._queues.send_call(job.call)
            if call.cause == "timer":
                self._timer.arm_parked(job, now)
        elif call.cause == "timer":
            self._timer.arm(job, _EARLY_CALLBACK_SECONDS, now)
        else:
            self._timer.wake(job, call.cause, _EARLY_CALLBACK_SECONDS)

    def _look_after(self, job: ProviderJob, call: CheckCall) -> None:
        now, account = self._clock(), self._account(job)
        try:
            work = self._work(job)
        except (StepTimeout, InputMissing) as error:
            self._cancel_upstream(job)
            self._ending.fail(job.call, None, error, key=job.cache_key, job=job)
            return
        if work is None:
            self._cancel(job)
        elif account is None:
            self._fail(job, work, ProviderAuthFailed(f"{job.provider} is not configured any more."))
        elif now >= job.deadline_at:
            self._desk.cancel(account, job)
            self._fail(job, work, ProviderTimeout(f"{job.provider} did not answer in time."))
        else:
            self._poll(job, work, account, call, now)

    def _poll(
        self, job: ProviderJob, work: Work, account: Account, call: CheckCall, now: datetime
    ) -> None:
        model, error = _model(account, job), None
        try:
            answer = self._desk.poll(account, job)
            if isinstance(answer, Completed):
                self._finish(job, work, account, model, answer)
                return
        except OrderFailed as failed:
            self._fail(job, work, failed.error)
            return
        except ProviderError as failure:
            error = failure
        if error and (not _passes(error) or job.failed_checks + 1 >= _PATIENCE):
            self._fail(job, work, error)
            return
        checked = self._jobs.checked(job, failed=error is not None)
        wait = seconds_until_check(account.adapter.mode, model.typical_seconds, checked.checks)
        if call.cause == "timer":
            self._timer.arm(job, _wait_after(error, checked, wait), now)
        elif error:
            # One timer for each job: what a callback began goes on beside it, as a callback.
            self._timer.wake(job, call.cause, _wait_after(error, checked, wait))

    def _finish(
        self,
        job: ProviderJob,
        work: Work,
        account: Account,
        model: ModelSpec,
        answer: Completed,
    ) -> None:
        began = job.submitted_at or job.created_at
        result = self._results.keep(
            work,
            job.provider,
            model,
            answer,
            lambda file: self._desk.fetch(account, file),
            began,
            self._clock,
        )
        self._ending.succeed(job.call, job.cache_key, result, job)

    def _fail(self, job: ProviderJob, work: Work, error: ProviderError) -> None:
        self._ending.fail(
            job.call,
            work,
            error,
            key=job.cache_key,
            job=job,
            provider=job.provider,
            others=self._others(job, work),
        )

    def _others(self, job: ProviderJob, work: Work) -> bool:
        tried = (*work.node.tried, Tried(provider=job.provider, reason="provider_failed"))
        routing = self._router.candidates(
            job.capability,
            job.organization_id,
            work.task.policy,
            given_up(tried),
            self._clock(),
        )
        return any(candidate.name != job.provider for candidate in routing.candidates)

    def _cancel(self, job: ProviderJob) -> None:
        self._cancel_upstream(job)
        self._ending.cancel(job)

    def _cancel_upstream(self, job: ProviderJob) -> None:
        """Where that is possible: what nobody wants should not be paid for."""
        account = self._account(job)
        if job.status is JobStatus.SUBMITTED and account is not None:
            said = self._desk.cancel(account, job)
            get_logger("compute").info("cancelled upstream", provider=job.provider, said=said)

    def _work(self, job: ProviderJob) -> Work | None:
        """None when the node is not to be carried on: it was cancelled, or has ended."""
        work = self._starter.start(job.call, job.id)
        return None if isinstance(work, Outcome) else work

    def _account(self, job: ProviderJob) -> Account | None:
        connection = self._connections.of_owner(job.owner, job.provider)
        return Account(self._adapters.get_adapter(job.provider), connection) if connection else None


def _passes(error: ProviderError) -> bool:
    """A poll that failed says nothing of the order; only some failures are the order's own."""
    return error.transient or isinstance(error, ResultGone)


def _wait_after(error: ProviderError | None, job: ProviderJob, usual: float) -> float:
    if isinstance(error, ProviderRateLimited) and error.retry_after_seconds is not None:
        return max(usual, error.retry_after_seconds)
    return min(usual, _RETRY_SECONDS * job.failed_checks) if error else usual


def _model(account: Account, job: ProviderJob) -> ModelSpec:
    for model in account.adapter.models:
        if model.id == job.model and model.capability == job.capability:
            return model
    # The adapter has changed while the order was under way.
    return ModelSpec(capability=job.capability, id=job.model)
