"""Starting and looking at generations."""

from fastapi.testclient import TestClient

from tests.integration.generation.generation_scene import (
    FakeCompute,
    make_look,
    start,
    use_compute,
)
from tests.integration.route_cases import Org, RequestArgs, RouteCase


def _start(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    return RequestArgs(json=make_look(client, org).body())


def _list(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    look = make_look(client, org)
    start(client, org, look)
    return RequestArgs(params={"shot_id": look.shot_id})


def _get(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    generation = start(client, org, make_look(client, org))
    return RequestArgs({"generation_id": generation["id"]})


CASES = [
    RouteCase("POST", "/api/v1/generations", _start, 202),
    RouteCase("GET", "/api/v1/generations", _list, 200),
    RouteCase("GET", "/api/v1/generations/{generation_id}", _get, 200),
]
