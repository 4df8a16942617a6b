"""Exports."""

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.scenes.delivery_scene import make_delivery, ordered


def _create(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=make_delivery(client, org).body)


def _create_bulk(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json={"shooting_id": make_delivery(client, org).shooting_id})


def _get(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"export_id": ordered(client, org, make_delivery(client, org).body)})


def _list(client: TestClient, org: Org) -> RequestArgs:
    ordered(client, org, make_delivery(client, org).body)
    return RequestArgs()


CASES: list[RouteCase] = [
    RouteCase("POST", "/api/v1/exports", _create, 202),
    RouteCase("POST", "/api/v1/exports/bulk", _create_bulk, 202),
    RouteCase("GET", "/api/v1/exports", _list, 200),
    RouteCase("GET", "/api/v1/exports/{export_id}", _get, 200),
]
