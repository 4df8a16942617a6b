"""Estimates, costs and budgets over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.aws.table import Table
from shared.compute.contract.costs import Budget, BudgetList, CostReport, Estimate
from shared.compute.contract.tasks import Node
from shared.compute.tasks.estimate import EstimateService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.wiring import process
from shared.wiring.compute import Compute
from tests.scenes.compute_scene import ORG, OTHER_ORG, images, submission
from tests.scenes.documented_client import DocumentedClient
from tests.scenes.secrets import ADMIN_TOKEN_VALUE

API = "/api/v1"
BEARER = {"Authorization": f"Bearer {ADMIN_TOKEN_VALUE}", "X-Organization-Id": str(ORG)}
FOREIGN = {**BEARER, "X-Organization-Id": str(OTHER_ORG)}
SHOOTING = UUID(int=0x5)


@pytest.fixture
def compute(
    compute_table: Table, estimates: EstimateService, submissions: SubmissionService
) -> Iterator[TestClient]:
    from functions.compute_api.app import create_app
    from functions.compute_api.deps import get_compute

    wiring = Compute(process.get_compute().base)
    wiring.tasks.estimates, wiring.tasks.submissions = estimates, submissions
    app = create_app()
    app.dependency_overrides[get_compute] = lambda: wiring
    with DocumentedClient(app, "compute.json") as http:
        yield http


def body(*nodes: Node) -> dict[str, Any]:
    return submission(nodes or None).model_dump(mode="json")


def test_estimate_queues_nothing(compute: TestClient, repository: TaskRepository) -> None:
    answer = compute.post(f"{API}/tasks/estimate", json=body(*images(2)), headers=BEARER)
    told = Estimate.model_validate(answer.json())
    assert (answer.status_code, len(told.nodes)) == (200, 5)
    assert told.min_microusd <= told.expected_microusd <= told.max_microusd
    assert repository.open_tasks(ORG) == ()


def test_bad_graph_is_refused_as_in_a_submission(compute: TestClient) -> None:
    wrong = body(Node(id="x", type="hologram"))
    answer = compute.post(f"{API}/tasks/estimate", json=wrong, headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_node_type")


def test_budget_is_set_and_listed(compute: TestClient) -> None:
    path = f"{API}/budgets/shooting/{SHOOTING}"
    answer = compute.put(path, json={"limit_microusd": 5_000_000}, headers=BEARER)
    assert answer.status_code == 200
    budget = Budget.model_validate(answer.json())
    assert (budget.name, budget.limit_microusd) == (str(SHOOTING), 5_000_000)
    listed = BudgetList.model_validate(compute.get(f"{API}/budgets", headers=BEARER).json())
    assert listed.items == (budget,)
    foreign = BudgetList.model_validate(compute.get(f"{API}/budgets", headers=FOREIGN).json())
    assert foreign.items == ()


@pytest.mark.parametrize(
    ("path", "limit", "code"),
    [
        ("organization/mine", 1, "bad_budget_name"),
        ("planet/earth", 1, "invalid_request"),
        ("organization/all", -1, "invalid_request"),
    ],
)
def test_bad_budget_is_refused(compute: TestClient, path: str, limit: int, code: str) -> None:
    answer = compute.put(f"{API}/budgets/{path}", json={"limit_microusd": limit}, headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_spent_budget_refuses_a_task(compute: TestClient) -> None:
    compute.put(f"{API}/budgets/organization/all", json={"limit_microusd": 9}, headers=BEARER)
    answer = compute.post(f"{API}/tasks", json=body(), headers=BEARER)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "budget_exceeded")
    assert (problem["scope"], problem["available_microusd"]) == ("organization", 9)


def test_costs_are_empty_at_first(compute: TestClient) -> None:
    answer = compute.get(f"{API}/costs", params={"group_by": "day"}, headers=BEARER)
    report = CostReport.model_validate(answer.json())
    assert (answer.status_code, report.amount_microusd, report.entries) == (200, 0, ())


@pytest.mark.parametrize(
    "query", [{"group_by": "mood"}, {"limit": "0"}, {"start": "yesterday"}, {"shooting": "x"}]
)
def test_bad_query_is_refused(compute: TestClient, query: dict[str, str]) -> None:
    answer = compute.get(f"{API}/costs", params=query, headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/tasks/estimate"),
        ("GET", "/costs"),
        ("GET", "/budgets"),
        ("PUT", "/budgets/organization/all"),
    ],
)
def test_nobody_without_the_token(compute: TestClient, method: str, path: str) -> None:
    answer = compute.request(method, API + path, json={}, headers={"X-Organization-Id": str(ORG)})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
