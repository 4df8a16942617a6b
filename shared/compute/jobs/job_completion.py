"""The end of an order, one way or the other, told to everybody who has to know.

Each step may run twice: the result's file has one name, the task token counts once, and the
places, claims and holds are given back by the job's id. The job itself is ended last, so that
whatever dies in between is taken up again by the job's timer.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from shared.aws.workflows import Workflows
from shared.compute.admission.service import Lanes
from shared.compute.billing.budgets import Budgets
from shared.compute.cache.node_cache import NodeCache, Waiter
from shared.compute.contract.tasks import Failure
from shared.compute.errors import NodeCancelled, NodeFinished
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import Result
from shared.compute.jobs.reuse import entry_of
from shared.compute.records.jobs import ProviderJob, job_id_of
from shared.compute.records.tasks import ProviderCall, Tried
from shared.compute.routing.fallback import verdict
from shared.compute.routing.health import Health
from shared.compute.tasks.node_start import Work
from shared.compute.tasks.repository import TaskRepository
from shared.core.clock import Clock, utc_now
from shared.core.errors import SartiqError
from shared.core.observability import get_logger
from shared.providers.errors import ProviderError, ProviderRateLimited

# Workflows.fail cuts the cause, and cut JSON is no JSON.
_DETAIL_LENGTH = 400
_LONGEST_PAUSE_SECONDS = 900.0


class JobEnding:
    def __init__(
        self,
        tasks: TaskRepository,
        jobs: JobRepository,
        cache: NodeCache,
        lanes: Lanes,
        health: Health,
        budgets: Budgets,
        queues: PriorityQueues,
        workflows: Workflows,
        timer: CheckTimer,
        clock: Clock = utc_now,
    ) -> None:
        self._tasks = tasks
        self._jobs = jobs
        self._cache = cache
        self._lanes = lanes
        self._health = health
        self._budgets = budgets
        self._queues = queues
        self._workflows = workflows
        self._timer = timer
        self._clock = clock

    def succeed(
        self, call: ProviderCall, key: str, result: Result, job: ProviderJob | None
    ) -> None:
        """`key` is what the result is found by from now on; `job` is None for the studio's."""
        outcome = result.outcome
        if key:
            entry = entry_of(outcome, result.mime)
            owner = job_id_of(call)
            self._wake(self._cache.fulfil(call.organization_id, key, owner, entry))
        self._workflows.succeed(call.task_token, outcome.model_dump(mode="json"))
        if job is not None:
            self._health.record(job.lane, None, job.id, self._clock())
            self._give_back(job, outcome.cost_microusd)

    def fail(
        self,
        call: ProviderCall,
        work: Work | None,
        error: SartiqError,
        *,
        key: str = "",
        job: ProviderJob | None = None,
        provider: str = "",
        others: bool = False,
    ) -> None:
        """`others`: another provider is left that could be asked."""
        name = type(error).__name__
        if isinstance(error, ProviderError) and provider and work is not None:
            name = self._remember(work, provider, error, others)
        if key:
            self._wake(self._cache.release(call.organization_id, key, job_id_of(call)))
        if job is not None:
            self._learn(job, error)
        failure = Failure(code=error.code, detail=error.detail[:_DETAIL_LENGTH])
        self._workflows.fail(call.task_token, name, failure.model_dump_json())
        if job is not None:
            self._give_back(job, 0)

    def _remember(self, work: Work, provider: str, error: ProviderError, others: bool) -> str:
        """What the state machine is told; `tried` keeps the next attempt from asking again."""
        tried = Tried(provider=provider, reason=error.code)
        name = verdict(error, (*work.node.tried, tried), others)
        with suppress(NodeFinished):
            self._tasks.add_tried(work.node, tried)
        get_logger("compute").info("provider failed", provider=provider, code=error.code, then=name)
        return name

    def cancel(self, job: ProviderJob) -> None:
        """Nobody is to blame, so nothing is learnt from it."""
        if job.cache_key:
            self._wake(self._cache.release(job.organization_id, job.cache_key, job.id))
        self._health.forgo(job.lane, job.id)
        error = NodeCancelled()
        failure = Failure(code=error.code, detail=error.detail)
        self._workflows.fail(job.task_token, type(error).__name__, failure.model_dump_json())
        self._give_back(job, 0)

    def _learn(self, job: ProviderJob, error: SartiqError) -> None:
        now = self._clock()
        if isinstance(error, ProviderRateLimited) and error.retry_after_seconds is not None:
            pause = timedelta(seconds=min(error.retry_after_seconds, _LONGEST_PAUSE_SECONDS))
            self._lanes.pause(job.lane, now + pause)
        if isinstance(error, ProviderError):
            self._health.record(job.lane, error.failure_class, job.id, now)
        else:
            self._health.forgo(job.lane, job.id)

    def leave_line(self, job: ProviderJob) -> None:
        """The place, or the place in the line, is somebody else's."""
        now = self._clock()
        self._timer.arm_lane(job.lane, self._lanes.leave(job.lane, job.id, now), now)

    def abandon(self, job: ProviderJob) -> None:
        """Its order will go to another provider, under the same id."""
        self.leave_line(job)
        self._health.forgo(job.lane, job.id)
        self._budgets.settle_provider(job.organization_id, job.provider, job.id, 0)

    def forget(self, job: ProviderJob) -> None:
        """It was parked, and its node has been answered without it."""
        if job.cache_key:
            self._wake(self._cache.release(job.organization_id, job.cache_key, job.id))
        self._give_back(job, 0)

    def _give_back(self, job: ProviderJob, actual_microusd: int) -> None:
        self.leave_line(job)
        self._budgets.settle_provider(job.organization_id, job.provider, job.id, actual_microusd)
        self._jobs.end(job)

    def _wake(self, waiters: Iterable[Waiter]) -> None:
        """They look again, and find the result or become the one who makes it."""
        for waiter in waiters:
            self._queues.send(waiter.priority, waiter.message)
