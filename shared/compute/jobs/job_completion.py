"""The completion of a job: its result, failure or cancellation reaches everything that waits.

Every step may run twice: the result's file has a fixed name, a task token counts once, and
permits, claims and holds are released by the job's id. The job's own record is ended last, so
that its timer resumes a completion that died in between.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from shared.aws.workflows import Workflows
from shared.compute.cache.cache_items import WaitingNode
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.tasks import Failure
from shared.compute.errors import NodeCancelled, NodeFinished
from shared.compute.jobs.job_admission import JobAdmission
from shared.compute.jobs.job_plan import JobPlan
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.provider_gateway import ProviderAnswer
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import ResultStore
from shared.compute.jobs.reuse import entry_of
from shared.compute.records.jobs import ProviderJob, job_id_of
from shared.compute.records.tasks import Outcome, ProviderCall, Tried
from shared.compute.routing.fallback import error_name
from shared.compute.tasks.node_start import Work
from shared.compute.tasks.repository import TaskRepository
from shared.core.errors import SartiqError
from shared.core.observability import get_logger
from shared.providers.errors import ProviderError

# Workflows.fail truncates the cause, which would make its JSON invalid.
_DETAIL_LENGTH = 400


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt at a node at one provider; `job` is None for the embedded studio."""

    call: ProviderCall
    work: Work
    provider: str
    cache_key: str
    has_alternatives: bool = False
    job: ProviderJob | None = None

    @classmethod
    def of_plan(cls, plan: JobPlan, job: ProviderJob | None = None) -> "Attempt":
        attempt = cls(
            call=plan.call,
            work=plan.work,
            provider=plan.candidate.name,
            cache_key=plan.cache_key,
            has_alternatives=plan.has_alternatives,
        )
        if job is None:
            return attempt
        return replace(attempt, provider=job.provider, cache_key=job.cache_key, job=job)

    @classmethod
    def of_job(cls, job: ProviderJob, work: Work) -> "Attempt":
        return cls(
            call=job.call, work=work, provider=job.provider, cache_key=job.cache_key, job=job
        )


class JobCompletion:
    def __init__(
        self,
        tasks: TaskRepository,
        jobs: JobRepository,
        cache: NodeCache,
        admission: JobAdmission,
        results: ResultStore,
        queues: PriorityQueues,
        workflows: Workflows,
    ) -> None:
        self._tasks = tasks
        self._jobs = jobs
        self._cache = cache
        self._admission = admission
        self._results = results
        self._queues = queues
        self._workflows = workflows

    def succeed(self, attempt: Attempt, answer: ProviderAnswer) -> None:
        """Store the result and complete the node with it.

        Raises ProviderError if the result cannot be fetched or is unusable; then nothing is
        completed.
        """
        result = self._results.store(attempt.work, answer)
        call, outcome = attempt.call, result.outcome
        if attempt.cache_key:
            entry = entry_of(outcome, result.mime)
            owner = job_id_of(call)
            key = attempt.cache_key
            self._wake(self._cache.fulfil(call.organization_id, key, owner, entry))
        self._workflows.succeed(call.task_token, outcome.model_dump(mode="json"))
        if attempt.job is not None:
            self._admission.record_success(attempt.job)
            self._end(attempt.job, outcome.cost_microusd)

    def fail(self, attempt: Attempt, error: ProviderError) -> None:
        """Report a provider's failure; the state machine retries, moves on or fails the node."""
        name = self._record_tried(attempt, error)
        self._report(attempt.call, error, name, attempt.cache_key, attempt.job)

    def fail_node(self, call: ProviderCall, error: SartiqError, job: ProviderJob | None) -> None:
        """Fail the node for a reason that is not a provider's, such as a missing input."""
        key = job.cache_key if job else ""
        self._report(call, error, type(error).__name__, key, job)

    def cancel(self, job: ProviderJob) -> None:
        """End the job and report the node as cancelled."""
        self._release_claim(job)
        self._admission.record_cancellation(job)
        self._fail_token(job.task_token, NodeCancelled(), NodeCancelled.__name__)
        self._end(job, 0)

    def complete_without_job(
        self, call: ProviderCall, outcome: Outcome, job: ProviderJob | None
    ) -> None:
        """Complete the node with an outcome that needed no provider; `job` was waiting."""
        self._workflows.succeed(call.task_token, outcome.model_dump(mode="json"))
        if job is not None:
            self._release_claim(job)
            self._end(job, 0)

    def _record_tried(self, attempt: Attempt, error: ProviderError) -> str:
        """Return the error name; `tried` keeps the next attempt from using this provider."""
        work, provider = attempt.work, attempt.provider
        tried = Tried(provider=provider, reason=error.code)
        name = error_name(error, (*work.node.tried, tried), attempt.has_alternatives)
        with suppress(NodeFinished):
            self._tasks.add_tried(work.node, tried)
        get_logger("compute").info("provider failed", provider=provider, code=error.code, then=name)
        return name

    def _report(
        self,
        call: ProviderCall,
        error: SartiqError,
        name: str,
        cache_key: str,
        job: ProviderJob | None,
    ) -> None:
        if cache_key:
            self._wake(self._cache.release(call.organization_id, cache_key, job_id_of(call)))
        if job is not None:
            self._admission.record_failure(job, error)
        self._fail_token(call.task_token, error, name)
        if job is not None:
            self._end(job, 0)

    def _fail_token(self, task_token: str, error: SartiqError, name: str) -> None:
        failure = Failure(code=error.code, detail=error.detail[:_DETAIL_LENGTH])
        self._workflows.fail(task_token, name, failure.model_dump_json())

    def _end(self, job: ProviderJob, actual_microusd: int) -> None:
        self._admission.settle(job, actual_microusd)
        self._jobs.end(job)

    def _release_claim(self, job: ProviderJob) -> None:
        if job.cache_key:
            self._wake(self._cache.release(job.organization_id, job.cache_key, job.id))

    def _wake(self, waiters: Iterable[WaitingNode]) -> None:
        """Send the messages of waiting nodes: they find the result, or one claims the work."""
        for waiter in waiters:
            self._queues.send(waiter.priority, waiter.message)
