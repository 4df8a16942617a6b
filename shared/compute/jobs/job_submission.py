"""Placing an order at a provider: a place in its lane, a hold on its budget, the submit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.compute.admission.service import Lanes, Ticket, Waiting
from shared.compute.billing.budgets import Budgets
from shared.compute.jobs.check_timer import CheckTimer, seconds_until_check
from shared.compute.jobs.job_completion import JobEnding
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.provider_gateway import Account, ProviderDesk
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import ResultStore
from shared.compute.jobs.waiting_events import WaitingNews
from shared.compute.nodes.base import ProviderNode, TextNode
from shared.compute.records.jobs import ProviderJob, job_id_of
from shared.compute.records.tasks import ProviderCall
from shared.compute.routing.health import Health
from shared.compute.routing.router import Candidate
from shared.compute.tasks.estimate import expected_cost
from shared.compute.tasks.node_start import Work
from shared.core.clock import Clock, utc_now
from shared.providers.errors import ProviderError
from shared.providers.replies import Completed
from shared.providers.requests import Capability, ProviderRequest

_AGAIN_SECONDS = 1.0
# A place outlasts the model's own deadline, or a late end would find it taken.
_LEASE_SLACK_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked of whom. `key` is what the result is to be found by (empty: not at all);
    `others` says whether another provider could be asked."""

    call: ProviderCall
    work: Work
    candidate: Candidate
    key: str
    others: bool


class OrderService:
    """`submit_seconds` is how long the function that submits may live."""

    def __init__(
        self,
        lanes: Lanes,
        health: Health,
        budgets: Budgets,
        jobs: JobRepository,
        timer: CheckTimer,
        desk: ProviderDesk,
        results: ResultStore,
        ending: JobEnding,
        news: WaitingNews,
        queues: PriorityQueues,
        submit_seconds: float,
        clock: Clock = utc_now,
    ) -> None:
        self._lanes = lanes
        self._health = health
        self._budgets = budgets
        self._jobs = jobs
        self._timer = timer
        self._desk = desk
        self._results = results
        self._ending = ending
        self._news = news
        self._queues = queues
        self._submit_seconds = submit_seconds
        self._clock = clock

    def place(self, order: Order, job: ProviderJob | None) -> None:
        now, account = self._clock(), _account(order.candidate)
        job = self._recorded(order, job, now)
        place = self._lanes.enter(job.lane, _ticket(order, job), account.adapter.limits, now)
        if isinstance(place, Waiting):
            self.park(order, job, place)
            return
        if not self._is_admitted(order, job, now):
            self._ending.leave_line(job)
            self._queues.send_call(order.call, delay_seconds=_AGAIN_SECONDS)
            return
        # Not ours: another delivery of the same message is at it, and the job's timer sees
        # to it that somebody takes over should that one die.
        if self._jobs.begin_submit(job, now, now + timedelta(seconds=self._submit_seconds)):
            self._submit(order, job, account)

    def park(self, order: Order, job: ProviderJob | None, place: Waiting | None) -> None:
        now = self._clock()
        if job is None:
            job = self._jobs.create(_job(order, now))
        self._news.parked(order.work, order.candidate.name, place)
        if place is not None:
            self._timer.arm_lane(job.lane, place.retry_at, now)
        if self._jobs.count_parking(job) == 1:
            self._timer.arm_parked(job, now)

    def _recorded(self, order: Order, job: ProviderJob | None, now: datetime) -> ProviderJob:
        """The job's record; it moves along when another provider than before is asked."""
        fresh = _job(order, now)
        if job is None:
            return self._jobs.create(fresh)
        if (job.provider, job.cache_key) == (fresh.provider, fresh.cache_key):
            return job.model_copy(update={"deadline_at": fresh.deadline_at})
        return self._jobs.reassign(fresh, now)

    def _is_admitted(self, order: Order, job: ProviderJob, now: datetime) -> bool:
        if not self._health.admit(job.lane, job.id, now):
            return False
        amount = expected_cost(job.provider, job.model, order.work.params.model_dump(mode="json"))
        if self._budgets.hold_provider(job.organization_id, job.provider, job.id, amount):
            return True
        self._health.forgo(job.lane, job.id)
        return False

    def _submit(self, order: Order, job: ProviderJob, account: Account) -> None:
        model, began = order.candidate.model, self._clock()
        wait = seconds_until_check(account.adapter.mode, model.typical_seconds, 0)
        if account.adapter.mode == "sync":
            wait = self._submit_seconds + 5
        # Before the order, so that one which is never heard of again is not forgotten.
        self._timer.arm(job, wait, began)
        try:
            answer = self._desk.submit(account, job, request_of(order.work))
            if isinstance(answer, Completed):
                result = self._results.keep(
                    order.work,
                    job.provider,
                    model,
                    answer,
                    lambda file: self._desk.fetch(account, file),
                    began,
                    self._clock,
                )
                self._ending.succeed(order.call, job.cache_key, result, job)
                return
        except ProviderError as error:
            self._ending.fail(
                order.call,
                order.work,
                error,
                key=job.cache_key,
                job=job,
                provider=job.provider,
                others=order.others,
            )
            return
        if self._jobs.submitted(job, answer):
            self._news.at_work(order.work)
        else:
            # Cancelled while it was being handed in.
            told = {"request_id": answer.request_id, "handle": dict(answer.handle)}
            self._desk.cancel(account, job.model_copy(update=told))


def request_of(work: Work) -> ProviderRequest:
    if not isinstance(work.type, ProviderNode | TextNode):
        raise _local(work)
    request: ProviderRequest = work.type.request(work.params, work.inputs)
    return request


def capability_of(work: Work) -> Capability:
    if not isinstance(work.type, ProviderNode | TextNode):
        raise _local(work)
    return work.type.capability


def _local(work: Work) -> TypeError:
    return TypeError(f"{work.node.id} is a {work.node.type} node and needs no provider")


def _account(candidate: Candidate) -> Account:
    if candidate.adapter is None or candidate.connection is None:
        raise TypeError(f"{candidate.name} is embedded and takes no orders")
    return Account(candidate.adapter, candidate.connection)


def _ticket(order: Order, job: ProviderJob) -> Ticket:
    return Ticket(
        job_id=job.id,
        organization_id=job.organization_id,
        priority=job.priority,
        message=order.call.model_dump_json(),
        lease_seconds=order.candidate.model.deadline_seconds + _LEASE_SLACK_SECONDS,
    )


def _job(order: Order, now: datetime) -> ProviderJob:
    call, model, connection = order.call, order.candidate.model, order.candidate.connection
    deadline = now + timedelta(seconds=model.deadline_seconds)
    return ProviderJob(
        id=job_id_of(call),
        organization_id=call.organization_id,
        task_id=call.task_id,
        node_id=call.node_id,
        task_token=call.task_token,
        attempt=call.attempt,
        priority=call.priority,
        capability=capability_of(order.work),
        provider=order.candidate.name,
        model=model.id,
        owner=connection.owner if connection else "platform",
        seed=getattr(order.work.params, "seed", None),
        cache_key=order.key,
        created_at=now,
        deadline_at=min(deadline, order.work.deadline_at),
    )
