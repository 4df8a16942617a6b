"""Starting, looking at and controlling generations."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import (
    failed_event,
    make_look,
    platform_with,
    start,
    use_compute,
)

_GENERATIONS = "/api/v1/generations"
_ONE = f"{_GENERATIONS}/{{generation_id}}"


def _start(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    return RequestArgs(json=make_look(client, org).body())


def _list(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    look = make_look(client, org)
    start(client, org, look)
    return RequestArgs(params={"shot_id": look.shot_id})


def _existing(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    generation = start(client, org, make_look(client, org))
    return RequestArgs({"generation_id": generation["id"]})


def _failed(client: TestClient, org: Org) -> RequestArgs:
    compute = FakeCompute()
    use_compute(client, compute)
    generation = start(client, org, make_look(client, org))
    platform_with(compute).generation.event_listener.handle_event(
        failed_event(org, generation["id"])
    )
    return RequestArgs({"generation_id": generation["id"]})


def _cancel_many(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    look = make_look(client, org)
    start(client, org, look)
    return RequestArgs(json={"scope": "all", "shooting_id": look.shooting_id})


def _of_compute(**params: str) -> Callable[[TestClient, Org], RequestArgs]:
    """A question that needs nothing but a Compute to answer it."""

    def make(client: TestClient, org: Org) -> RequestArgs:
        use_compute(client, FakeCompute())
        return RequestArgs(params=params)

    return make


def _budgets(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    path = "/api/v1/costs/budgets/organization/all"
    answer = client.put(path, json={"limit_microusd": 1}, headers=org.headers)
    assert answer.status_code == 200, answer.text
    return RequestArgs()


def _set_budget(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    name = make_look(client, org).shooting_id
    return RequestArgs({"scope": "shooting", "name": name}, json={"limit_microusd": 5_000_000})


CASES = [
    RouteCase("POST", _GENERATIONS, _start, 202),
    RouteCase("GET", _GENERATIONS, _list, 200),
    RouteCase("GET", _ONE, _existing, 200),
    RouteCase("GET", f"{_ONE}/nodes", _existing, 200),
    RouteCase("POST", f"{_ONE}/cancel", _existing, 202),
    RouteCase("POST", f"{_ONE}/retry", _failed, 202),
    RouteCase("POST", f"{_GENERATIONS}/cancel", _cancel_many, 202),
    RouteCase("GET", "/api/v1/costs", _of_compute(group_by="provider"), 200),
    RouteCase("GET", "/api/v1/costs/budgets", _budgets, 200),
    RouteCase("PUT", "/api/v1/costs/budgets/{scope}/{name}", _set_budget, 200),
    RouteCase("GET", "/api/v1/providers/status", _of_compute(), 200),
]
