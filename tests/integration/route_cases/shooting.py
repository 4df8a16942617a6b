"""Shootings, looks and shots."""

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.integration.route_cases.library import entry_cases
from tests.scenes.shooting_scene import make_parts, make_scene, make_shooting


def _update_shooting(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"shooting_id": make_shooting(client, org)}, json={"season": "SS24"})


def _create_look(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=make_parts(client, org))


def _list_looks(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(params={"shooting_id": make_scene(client, org).shooting_id})


def _get_look(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"shooting_look_id": make_scene(client, org).look_id})


def _list_shots(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(params={"shooting_look_id": make_scene(client, org).look_id})


def _get_shot(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"shot_id": make_scene(client, org).shot_ids[0]})


CASES: list[RouteCase] = [
    *entry_cases("shootings", "shooting_id", {"name": "Summer 2024"}),
    RouteCase("PATCH", "/api/v1/shootings/{shooting_id}", _update_shooting, 200),
    RouteCase("POST", "/api/v1/shooting-looks", _create_look, 201),
    RouteCase("GET", "/api/v1/shooting-looks", _list_looks, 200),
    RouteCase("GET", "/api/v1/shooting-looks/{shooting_look_id}", _get_look, 200),
    RouteCase("GET", "/api/v1/shots", _list_shots, 200),
    RouteCase("GET", "/api/v1/shots/{shot_id}", _get_shot, 200),
]
