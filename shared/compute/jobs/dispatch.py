"""Provider nodes, taken from a priority queue: found in the cache, drawn here, or ordered.

The answer goes to the node's task token, now or later. Only failures of our own infrastructure
are raised: then the queue delivers the message again, and the job's record says how far the
first delivery had come.
"""

from collections.abc import Callable

from shared.aws.workflows import Workflows
from shared.compute.cache.node_cache import NodeCache, Waiter, cache_key
from shared.compute.errors import InputMissing, NoProvider, StepTimeout
from shared.compute.jobs.job_completion import JobEnding
from shared.compute.jobs.job_submission import Order, OrderService, capability_of, request_of
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import ResultStore
from shared.compute.jobs.reuse import NodeReuse
from shared.compute.jobs.waiting_events import WaitingNews
from shared.compute.records.jobs import JobStatus, ProviderJob, job_id_of
from shared.compute.records.tasks import Outcome, ProviderCall
from shared.compute.routing.fallback import given_up
from shared.compute.routing.router import Candidate, Router, Routing
from shared.compute.tasks.node_start import NodeStarter, Work
from shared.core.clock import Clock, utc_now
from shared.providers.errors import ProviderError, ProviderFailed
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import ProviderRequest

# The studio: it answers at once, in this very function.
Embedded = Callable[[ProviderRequest], Completed]

_AGAIN_SECONDS = 1.0


class DispatchService:
    def __init__(
        self,
        starter: NodeStarter,
        router: Router,
        reuse: NodeReuse,
        cache: NodeCache,
        jobs: JobRepository,
        orders: OrderService,
        results: ResultStore,
        ending: JobEnding,
        news: WaitingNews,
        queues: PriorityQueues,
        workflows: Workflows,
        embedded: Embedded,
        clock: Clock = utc_now,
    ) -> None:
        self._starter = starter
        self._router = router
        self._reuse = reuse
        self._cache = cache
        self._jobs = jobs
        self._orders = orders
        self._results = results
        self._ending = ending
        self._news = news
        self._queues = queues
        self._workflows = workflows
        self._embedded = embedded
        self._clock = clock

    def dispatch(self, call: ProviderCall) -> None:
        job_id = job_id_of(call)
        job = self._jobs.find(call.organization_id, job_id)
        if job is not None and job.status in (JobStatus.SUBMITTED, JobStatus.ENDED):
            return
        work: Work | Outcome | None = None
        try:
            work = self._starter.start(call, job_id)
            if isinstance(work, Outcome):
                self._answer(call, work, job)
            else:
                self._carry_out(call, work, job)
        except (InputMissing, StepTimeout, NoProvider) as error:
            begun = work if isinstance(work, Work) else None
            self._ending.fail(call, begun, error, key=job.cache_key if job else "", job=job)

    def _carry_out(self, call: ProviderCall, work: Work, job: ProviderJob | None) -> None:
        routing = self._route(work, job)
        keys = [_key(work, candidate) for candidate in routing.candidates]
        found = self._reuse.find(work, keys)
        if found is not None:
            self._answer(call, found, job)
            return
        if not routing.candidates:
            self._wait_or_give_up(call, work, routing)
            return
        order = Order(
            call=call,
            work=work,
            candidate=routing.candidates[0],
            key=keys[0] if work.node.cache else "",
            others=len(routing.candidates) > 1,
        )
        if not self._claim(order, job):
            return
        if order.candidate.adapter is None:
            self._draw(order)
        else:
            self._orders.place(order, job)

    def _route(self, work: Work, job: ProviderJob | None) -> Routing:
        """What has a place already goes first: it must not wait for another one again."""
        failed = given_up(work.node.tried)
        routing = self._router.candidates(
            capability_of(work),
            work.node.organization_id,
            work.task.policy,
            failed,
            self._clock(),
        )
        if job is None:
            return routing
        first = None if job.provider in {entry.provider for entry in failed} else job.provider
        ranked = sorted(routing.candidates, key=lambda candidate: candidate.name != first)
        if not ranked or ranked[0].name != job.provider:
            self._ending.abandon(job)
        return Routing(candidates=tuple(ranked), blocked=routing.blocked)

    def _claim(self, order: Order, job: ProviderJob | None) -> bool:
        """False when an equal node is at work already: then this one waits for its result."""
        if not order.key:
            return True
        owner, job_id = order.call.organization_id, job_id_of(order.call)
        if self._cache.claim(owner, order.key, job_id, order.work.deadline_at):
            return True
        waiter = Waiter(message=order.call.model_dump_json(), priority=order.call.priority)
        if self._cache.join(owner, order.key, waiter):
            self._orders.park(order, job, None)
        else:
            self._queues.send_call(order.call)
        return False

    def _draw(self, order: Order) -> None:
        """The embedded studio needs no place and answers at once."""
        candidate, began = order.candidate, self._clock()
        try:
            answer = self._embedded(request_of(order.work))
            result = self._results.keep(
                order.work,
                candidate.name,
                candidate.model,
                answer,
                _in_hand,
                began,
                self._clock,
            )
        except ProviderError as error:
            self._ending.fail(
                order.call,
                order.work,
                error,
                key=order.key,
                provider=candidate.name,
                others=order.others,
            )
            return
        self._ending.succeed(order.call, order.key, result, None)

    def _wait_or_give_up(self, call: ProviderCall, work: Work, routing: Routing) -> None:
        """Wait for the first provider that will be tried again; is there none: the end."""
        until = routing.retry_at
        if until is None or until >= work.deadline_at:
            why = {blocked.name: str(blocked.reason) for blocked in routing.blocked}
            raise NoProvider(capability_of(work), why)
        self._news.parked(work, None, None)
        wait = (until - self._clock()).total_seconds()
        self._queues.send_call(call, delay_seconds=max(wait, _AGAIN_SECONDS))

    def _answer(self, call: ProviderCall, outcome: Outcome, job: ProviderJob | None) -> None:
        self._workflows.succeed(call.task_token, outcome.model_dump(mode="json"))
        if job is not None:
            self._ending.forget(job)


def _in_hand(file: OutputFile) -> OutputFile:
    if not file.body:
        raise ProviderFailed("The studio has given no picture.")
    return file


def _key(work: Work, candidate: Candidate) -> str:
    return cache_key(
        work.type,
        work.params.model_dump(mode="json"),
        candidate.name,
        candidate.model.id,
        work.inputs.outputs,
    )
