"""Requests of the authentication and organization routes."""

from typing import Any

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase

REGISTRATION = {
    "email": "ana@lumen.test",
    "password": "correct horse battery",
    "name": "Ana",
    "organization_name": "Lumen",
}


def _register(client: TestClient) -> dict[str, Any]:
    answer = client.post("/api/v1/auth/register", json=REGISTRATION)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def registration(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=REGISTRATION)


def login(client: TestClient, org: Org) -> RequestArgs:
    _register(client)
    return RequestArgs(json={name: REGISTRATION[name] for name in ("email", "password")})


def renewal(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json={"refresh_token": _register(client)["refresh_token"]})


def nothing(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs()


def renaming(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json={"name": "Another Name"})


CASES = [
    RouteCase("POST", "/api/v1/auth/register", registration, 201),
    RouteCase("POST", "/api/v1/auth/login", login, 200),
    RouteCase("POST", "/api/v1/auth/refresh", renewal, 200),
    RouteCase("POST", "/api/v1/auth/logout", nothing, 204),
    RouteCase("GET", "/api/v1/auth/me", nothing, 200),
    RouteCase("GET", "/api/v1/organizations/current", nothing, 200),
    RouteCase("PATCH", "/api/v1/organizations/current", renaming, 200),
]
