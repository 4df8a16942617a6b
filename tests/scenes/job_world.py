"""Compute's jobs in virtual time: the real services over moto, a clock that jumps, and stand-ins
for what surrounds them: three queues, the timer queue, and the state machine's RequestProvider
with the Retry of its own file.
"""

import heapq
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx

from shared.aws.bucket import Bucket
from shared.aws.queues import Queue
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.admission.repository import AdmissionRepository
from shared.compute.admission.service import Account
from shared.compute.contract.tasks import Priority
from shared.compute.jobs.callbacks import PublicKeys
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.records.jobs import AccountCheck, JobCheck
from shared.compute.records.tasks import (
    NodeCall,
    NodeCompletionCall,
    Outcome,
    ProviderCall,
    StepError,
    TaskNode,
)
from shared.core.settings import Settings
from shared.providers.adapter import Delivery
from shared.providers.http import ProviderClient
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import ProviderRequest
from shared.wiring.base import Base
from shared.wiring.compute import Compute
from tests.scenes.compute_scene import NOW, ORG
from tests.scenes.job_vendor import Vendor, VendorOrder, VendorRegistry

_MACHINE = Path(__file__).parents[2] / "statemachines" / "generation.asl.json"
_RETRY: list[dict[str, Any]] = json.loads(_MACHINE.read_text())["States"]["All nodes"][
    "ItemProcessor"
]["States"]["RequestProvider"]["Retry"]
VISIBILITY_SECONDS = 75
_SETTINGS = Settings(
    providers_secret="providers",
    callback_secret="callbacks",
    callback_base_url="https://compute.test",
    submit_seconds="60",
)


class Died(BaseException):
    """The function is gone in the middle of its work; nothing may catch it."""


@dataclass
class Deaths:
    """Kills at the given count of steps, once."""

    at: int = -1
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Died


class TimedQueue(Queue):
    def __init__(self, world: "World", name: str) -> None:
        self._world = world
        self._name = name

    def send(self, body: str, *, delay_seconds: float = 0) -> None:
        self._world.deaths.step()
        self._world.schedule(self._name, body, min(max(delay_seconds, 0), 900))


class MachineStandIn(Workflows):
    """Tokens count once; failures are retried as the state machine's file says."""

    def __init__(self, world: "World") -> None:
        self._world = world

    def start(self, machine: str, name: str, input: dict[str, Any]) -> None:
        raise AssertionError("no task is started here")

    def succeed(self, token: str, output: dict[str, Any]) -> bool:
        self._world.deaths.step()
        step = self._world.waiting.pop(token, None)
        if step is not None:
            self._world.complete(step, outcome=Outcome.model_validate(output))
        return step is not None

    def fail(self, token: str, error: str, cause: str) -> bool:
        self._world.deaths.step()
        step = self._world.waiting.pop(token, None)
        if step is None:
            return False
        for index, retry in enumerate(_RETRY):
            done = step.retries.get(index, 0)
            if error in retry["ErrorEquals"] and done < retry["MaxAttempts"]:
                step.retries[index] = done + 1
                wait = retry["IntervalSeconds"] * retry["BackoffRate"] ** done
                self._world.request_provider(step, min(wait, retry.get("MaxDelaySeconds", wait)))
                return True
        self._world.complete(step, error=StepError(name=error, cause=cause))
        return True


@dataclass
class Step:
    """RequestProvider of one node."""

    task_id: UUID
    node_id: str
    priority: Priority
    retries: dict[int, int] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)


class MortalTable(Table):
    """Each write is a moment at which the function may die, before it or after it."""

    deaths: Deaths

    def write(self, write: Any) -> None:
        self.deaths.step()
        super().write(write)
        self.deaths.step()

    def transact(self, writes: Any) -> None:
        self.deaths.step()
        super().transact(writes)
        self.deaths.step()

    def update(self, write: Any) -> Any:
        self.deaths.step()
        result = super().update(write)
        self.deaths.step()
        return result


class World:
    def __init__(self, table: Table, bucket: Bucket, secrets: Secrets, picture: bytes) -> None:
        self.now = NOW
        self.deaths = Deaths()
        self.table = MortalTable(table.name)
        self.table.deaths = self.deaths
        self.bucket = bucket
        self.secrets = secrets
        self.picture = picture
        self.waiting: dict[str, Step] = {}
        self.studio: list[ProviderRequest] = []
        self.refused_callbacks = 0
        self._heap: list[tuple[datetime, int, str, str]] = []
        self._count = itertools.count()
        self._vendors: dict[str, Vendor] = {}

    def clock(self) -> datetime:
        return self.now

    def open(self, *vendors: Vendor) -> None:
        """Builds the graph of shared/wiring around the stand-ins."""
        self._vendors = {vendor.adapter.name: vendor for vendor in vendors}
        compute = Compute(Base(_SETTINGS, self.clock))
        base, tasks, jobs = compute.base, compute.tasks, compute.jobs
        base.compute_table, base.bucket, base.secrets = self.table, self.bucket, self.secrets
        base.workflows = MachineStandIn(self)
        compute.routing.adapters = VendorRegistry(*vendors)
        jobs.priority_queues = PriorityQueues({p: TimedQueue(self, str(p)) for p in Priority})
        jobs.check_queue = TimedQueue(self, "checks")
        jobs.provider_client = ProviderClient(transport=httpx.MockTransport(self._answer))
        jobs.public_keys = PublicKeys(jobs.provider_client)
        jobs.embedded = self._run_embedded
        self.tasks, self.jobs, self.cache = tasks.repository, jobs.repository, compute.node_cache
        self.budgets, self.health = compute.billing.budgets, compute.routing.health
        self.dispatch, self.checks, self.callbacks = jobs.dispatch, jobs.checks, jobs.callbacks
        self.admission, self.account_timer = jobs.admission, jobs.account_timer
        self.cancelling, self.completion = tasks.cancellations, tasks.node_completion

    # The state machine.

    def begin(self, task_id: UUID, node_id: str, priority: Priority = Priority.DEFAULT) -> Step:
        step = Step(task_id, node_id, priority)
        self.request_provider(step, 0)
        return step

    def request_provider(self, step: Step, wait: float) -> None:
        token = f"token-{next(self._count)}"
        self.waiting[token] = step
        call = ProviderCall(
            organization_id=ORG,
            task_id=step.task_id,
            node_id=step.node_id,
            task_token=token,
            priority=step.priority,
        )
        self.schedule(str(step.priority), call.model_dump_json(), wait)

    def complete(
        self, step: Step, outcome: Outcome | None = None, error: StepError | None = None
    ) -> None:
        """CompleteNode, which the state machine repeats until it has gone through."""
        report = NodeCompletionCall(
            organization_id=ORG,
            task_id=step.task_id,
            node_id=step.node_id,
            outcome=outcome,
            error=error,
        )
        alive, self.table.deaths = self.table.deaths, Deaths()
        step.ended.append(str(self.completion.complete(report)))
        self.table.deaths = alive

    # Time.

    def schedule(self, target: str, body: str, seconds: float) -> None:
        due = self.now + timedelta(seconds=seconds)
        heapq.heappush(self._heap, (due, next(self._count), target, body))

    def run(self, *, until: timedelta = timedelta(hours=8)) -> None:
        """Deliver everything in its time, and let vendors call back, until nothing is left."""
        end = self.now + until
        while self._heap and self._heap[0][0] <= end:
            due, _, target, body = heapq.heappop(self._heap)
            self.now = max(self.now, due)
            self._deliver(target, body)

    def _deliver(self, target: str, body: str) -> None:
        try:
            self._handler(target)(body)
        except Died:
            self.schedule(target, body, VISIBILITY_SECONDS)

    def _handler(self, target: str) -> Callable[[str], None]:
        match target:
            case "checks":
                return self._check
            case "callback":
                return self._call_back
        return lambda body: self.dispatch.dispatch(ProviderCall.model_validate_json(body))

    def _check(self, body: str) -> None:
        if json.loads(body)["kind"] == "account":
            self.account_timer.run(AccountCheck.model_validate_json(body))
        else:
            self.checks.check(JobCheck.model_validate_json(body))

    def _call_back(self, url: str) -> None:
        parts = urlsplit(url)
        _, _, provider, organization_id, job_id = parts.path.split("/")
        delivery = Delivery(headers={}, body=b'{"state": "done"}', received_at=self.now)
        self.callbacks.receive(
            provider, UUID(organization_id), UUID(job_id), parse_qs(parts.query)["t"][0], delivery
        )

    # The world outside.

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.deaths.step()
        vendor = self._vendors[request.url.host.removesuffix(".test")]
        before = len(vendor.orders)
        answer = vendor.answer(request)
        for order in vendor.orders[before:]:
            self._promise_callback(vendor, order)
        self.deaths.step()
        return answer

    def _promise_callback(self, vendor: Vendor, order: VendorOrder) -> None:
        if order.callback:
            wait = (order.ready_at - self.now).total_seconds()
            self.schedule("callback", order.callback, wait)

    def _run_embedded(self, request: ProviderRequest) -> Completed:
        self.studio.append(request)
        return Completed(
            files=(OutputFile(body=self.picture, mime="image/webp"),),
            model="studio-compositor",
            seed=1,
        )

    # What tests look at.

    def permits_taken(self, provider: str) -> int:
        return len(AdmissionRepository(self.table).permits(Account(provider, "platform")).granted)

    def node(self, step: Step) -> TaskNode:
        call = NodeCall(organization_id=ORG, task_id=step.task_id, node_id=step.node_id)
        return self.tasks.node(call)
