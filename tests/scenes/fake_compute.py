"""A Compute service in memory."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from shared.compute.contract.costs import (
    Budget,
    BudgetList,
    BudgetScope,
    BudgetSet,
    CostReport,
    Estimate,
)
from shared.compute.contract.providers import CancelReport, ProvidersStatus
from shared.compute.contract.tasks import (
    NodeRead,
    NodeStatus,
    Priority,
    Progress,
    TaskRead,
    TaskResult,
    TaskStatus,
    TaskSubmission,
    Timings,
)
from shared.compute_client.client import ComputeServerClient
from shared.core.clock import utc_now
from shared.core.ids import derived_id
from shared.core.model import Model

_PROBLEM = {"code": "invalid_params", "detail": "generate_0: no such backdrop."}


def task_id_of(generation_id: UUID | str) -> UUID:
    return derived_id("task", generation_id)


@dataclass
class FakeCompute:
    """Answers as Compute does, at once; `failing` is a status that it answers instead.

    `asked` holds every request as (method, path below /api/v1, query).
    """

    orders: list[TaskSubmission] = field(default_factory=list)
    results: dict[str, TaskResult] = field(default_factory=dict)
    budgets: dict[tuple[str, str, str], Budget] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    failing: int | None = None
    problem: dict[str, Any] = field(default_factory=lambda: dict(_PROBLEM))
    on_order: Any = None

    def client(self) -> ComputeServerClient:
        transport = httpx.MockTransport(self._answer)
        return ComputeServerClient("http://compute.test", lambda: "token", transport)

    def told(self, method: str) -> list[str]:
        return [path for verb, path, _ in self.asked if verb == method]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1")
        owner = request.headers["x-organization-id"]
        self.asked.append((request.method, path, dict(request.url.params)))
        if (request.method, path) == ("POST", "/tasks"):
            self._take(request)
        if self.failing:
            return httpx.Response(self.failing, json=self.problem)
        match (request.method, path.strip("/").split("/")):
            case ("POST", ["tasks"]):
                task_id = task_id_of(self.orders[-1].generation_id)
                return httpx.Response(202, json={"task_id": str(task_id), "status": "queued"})
            case ("POST", ["tasks", "estimate"]):
                return _answer(_estimate(TaskSubmission.model_validate_json(request.content)))
            case ("POST", ["tasks", "cancel"]):
                ids = [o.generation_id for o in self.orders if str(o.organization_id) == owner]
                return _answer(CancelReport(generation_ids=tuple(ids)), 202)
            case ("POST", ["tasks", task_id, "cancel"]) | ("GET", ["tasks", task_id]):
                return self._task(task_id, owner)
            case ("GET", ["tasks", task_id, "result"]) if task_id in self.results:
                return _answer(self.results[task_id])
            case ("GET", ["costs"]):
                return _answer(_report())
            case ("GET", ["budgets"]):
                own = tuple(b for (org, *_), b in self.budgets.items() if org == owner)
                return _answer(BudgetList(items=own))
            case ("PUT", ["budgets", scope, name]):
                limit = BudgetSet.model_validate_json(request.content).limit_microusd
                budget = Budget(scope=BudgetScope(scope), name=name, limit_microusd=limit)
                self.budgets[owner, scope, name] = budget
                return _answer(budget)
            case ("GET", ["providers", "status"]):
                return _answer(ProvidersStatus(items=()))
        return httpx.Response(404, json={"code": "task_not_found"})

    def _take(self, request: httpx.Request) -> None:
        order = TaskSubmission.model_validate(json.loads(request.content))
        self.orders.append(order)
        if self.on_order:
            self.on_order(order)

    def _task(self, task_id: str, owner: str) -> httpx.Response:
        for order in self.orders:
            if str(task_id_of(order.generation_id)) == task_id:
                assert str(order.organization_id) == owner
                return _answer(_task(order))
        return httpx.Response(404, json={"code": "task_not_found"})


def _answer(model: Model, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=model.model_dump(mode="json"))


def _task(order: TaskSubmission) -> TaskRead:
    """The first node is done, the others wait."""
    nodes = [
        NodeRead(
            id=node.id,
            type=node.type,
            needs=node.needs,
            status=NodeStatus.QUEUED if n else NodeStatus.SUCCEEDED,
            attempts=0 if n else 1,
            cost_microusd=0 if n else 1200,
        )
        for n, node in enumerate(order.tasks)
    ]
    return TaskRead(
        task_id=task_id_of(order.generation_id),
        generation_id=order.generation_id,
        cost_microusd=1200,
        status=TaskStatus.RUNNING,
        priority=Priority.DEFAULT,
        progress=Progress(percent=20, nodes_done=1, nodes_total=len(nodes)),
        nodes=tuple(nodes),
        timings=Timings(queued_at=utc_now()),
    )


def _estimate(order: TaskSubmission) -> Estimate:
    """A cent per node."""
    cents = 10_000 * len(order.tasks)
    return Estimate(
        min_microusd=cents,
        expected_microusd=cents,
        max_microusd=2 * cents,
        saved_by_cache_microusd=0,
        price_version=1,
        nodes=(),
    )


def _report() -> CostReport:
    return CostReport(
        start=utc_now(),
        end=utc_now(),
        amount_microusd=42,
        saved_microusd=0,
        refunded_microusd=0,
        groups=(),
        entries=(),
    )


def die(self: FakeCompute, request: httpx.Request) -> httpx.Response:
    raise SystemExit
