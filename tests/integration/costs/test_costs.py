"""Costs, budgets and providers: asked of Compute for the caller's organization, and no other."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.core.ids import new_id
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import use_compute
from tests.scenes.shooting_scene import make_shooting

BUDGETS = "/api/v1/costs/budgets"


@pytest.fixture
def compute(client: TestClient) -> FakeCompute:
    fake = FakeCompute()
    use_compute(client, fake)
    return fake


def put(client: TestClient, org: Org, path: str, limit: int = 5) -> Any:
    return client.put(f"{BUDGETS}/{path}", json={"limit_microusd": limit}, headers=org.headers)


def test_question_is_passed_on_as_asked(
    client: TestClient, compute: FakeCompute, acme: Org
) -> None:
    asked = {
        "start": "2026-01-01T00:00:00Z",
        "shooting_id": str(new_id()),
        "group_by": "shooting",
        "limit": "7",
    }
    answer = client.get("/api/v1/costs", params=asked, headers=acme.headers)
    assert (answer.status_code, answer.json()["amount_microusd"]) == (200, 42)
    assert compute.asked == [("GET", "/costs", asked)]


@pytest.mark.parametrize(
    "wrong", [{"group_by": "moon"}, {"limit": 0}, {"start": "soon"}, {"colour": "red"}]
)
def test_senseless_questions_stay_here(
    client: TestClient, compute: FakeCompute, acme: Org, wrong: dict[str, Any]
) -> None:
    assert client.get("/api/v1/costs", params=wrong, headers=acme.headers).status_code == 422
    assert compute.asked == []


def test_each_organization_has_its_own_budgets(
    client: TestClient, compute: FakeCompute, acme: Org, rival: Org
) -> None:
    assert put(client, acme, "organization/all", 9).json()["limit_microusd"] == 9
    assert put(client, acme, "provider/fal").status_code == 200
    own = client.get(BUDGETS, headers=acme.headers).json()["items"]
    assert {(budget["scope"], budget["name"]) for budget in own} == {
        ("organization", "all"),
        ("provider", "fal"),
    }
    assert client.get(BUDGETS, headers=rival.headers).json()["items"] == []


def test_budget_needs_a_shooting_of_ones_own(
    client: TestClient, compute: FakeCompute, acme: Org, rival: Org
) -> None:
    shooting_id = make_shooting(client, acme)
    assert put(client, acme, f"shooting/{shooting_id}").status_code == 200
    for wrong in (put(client, rival, f"shooting/{shooting_id}"), put(client, acme, "shooting/all")):
        assert (wrong.status_code, wrong.json()["code"]) == (404, "shooting_not_found")
    assert len(compute.budgets) == 1


@pytest.mark.parametrize("path", ["galaxy/all", "provider/..%2F..%2Ftasks", "provider/A b"])
def test_strange_names_never_reach_compute(
    client: TestClient, compute: FakeCompute, acme: Org, path: str
) -> None:
    assert put(client, acme, path).status_code in (404, 422)
    assert compute.asked == []


def test_silent_compute_is_unavailable(client: TestClient, compute: FakeCompute, acme: Org) -> None:
    compute.failing = 500
    for path in ("/api/v1/costs", BUDGETS, "/api/v1/providers/status"):
        answer = client.get(path, headers=acme.headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "compute_unavailable")
