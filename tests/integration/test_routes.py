"""Every route of the app, called by nobody, by another tenant, without the scope, and rightly."""

import re
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from shared.identity.scopes import SCOPES_OF, Role, Scope
from tests.integration.route_cases import Org, RequestArgs, RouteCase, collect_cases
from tests.scenes.responses import Response

# Nobody can have a token yet where tokens are made.
PUBLIC_ROUTES = {
    ("POST", "/api/v1/auth/register"): "who registers has no account yet",
    ("POST", "/api/v1/auth/login"): "the password is the proof",
    ("POST", "/api/v1/auth/refresh"): "the refresh token is the proof; the access token is gone",
}
# Every signed-in person may do these, whatever the role.
SCOPELESS_ROUTES = {
    ("POST", "/api/v1/auth/logout"): "it ends the caller's own session and nothing else",
    ("GET", "/api/v1/auth/me"): "it tells callers about themselves",
}
CASES = collect_cases()
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NO_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.FOUND}

HeadersFor = Callable[[Org, Role], dict[str, str]]


@pytest.fixture
def scopes(client: TestClient) -> dict[tuple[str, str], Scope | None]:
    """The scope that each route of the app demands, by (method, path)."""
    found: dict[tuple[str, str], Scope | None] = {}
    assert isinstance(client.app, FastAPI)
    for context in iter_route_contexts(client.app.routes):
        if isinstance(context.original_route, APIRoute):
            demanded = [
                scope
                for dependency in context.original_route.dependant.dependencies
                if (scope := getattr(dependency.call, "scope", None))
            ]
            assert len(demanded) <= 1, f"{context.path} demands {demanded}"
            for method in context.methods or ():
                found[method, str(context.path)] = demanded[0] if demanded else None
    return found


def test_every_route_has_one_case(scopes: dict[tuple[str, str], Scope | None]) -> None:
    cases = Counter(case.route for case in CASES)
    assert scopes.keys() - cases.keys() == set(), "routes without a case"
    assert cases.keys() - scopes.keys() == set(), "cases without a route"
    assert [route for route, count in cases.items() if count > 1] == []


def test_only_listed_routes_lack_scope(scopes: dict[tuple[str, str], Scope | None]) -> None:
    without = {route for route, scope in scopes.items() if scope is None}
    assert without == PUBLIC_ROUTES.keys() | SCOPELESS_ROUTES.keys()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.path}")
def test_route_admits_whom_it_should(
    case: RouteCase,
    client: TestClient,
    scopes: dict[tuple[str, str], Scope | None],
    acme: Org,
    rival: Org,
    headers_for: HeadersFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = case.make(client, acme)
    if case.route in PUBLIC_ROUTES:
        assert _send(client, case, request, {}).status_code == case.status
        return
    _assert_problem(_send(client, case, request, {}), HTTPStatus.UNAUTHORIZED)
    scope = scopes[case.route]
    if scope is not None:
        with monkeypatch.context() as patch:
            # Viewers may read everything, so for the reading scopes we take it from them.
            patch.setitem(SCOPES_OF, Role.VIEWER, SCOPES_OF[Role.VIEWER] - {scope})
            answer = _send(client, case, request, headers_for(acme, Role.VIEWER))
        _assert_problem(answer, HTTPStatus.FORBIDDEN)
        assert answer.json()["required_scope"] == scope
    _assert_nothing_leaks(case, request, _send(client, case, request, rival.headers), acme)
    answer = _send(client, case, request, acme.headers)
    assert answer.status_code == case.status, answer.text


def _send(
    client: TestClient, case: RouteCase, request: RequestArgs, headers: dict[str, str]
) -> Response:
    return client.request(
        case.method,
        case.path.format(**request.path_params),
        json=request.json,
        params=dict(request.params),
        headers=headers,
        follow_redirects=False,
    )


def _assert_problem(answer: Response, status: HTTPStatus) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"]


def _assert_nothing_leaks(
    case: RouteCase, request: RequestArgs, answer: Response, owner: Org
) -> None:
    """Another tenant sent the owner's request: 404, or an answer with nothing of the owner's."""
    assert str(owner.organization_id) not in answer.text
    if case.foreign_status is not None:
        assert answer.status_code == case.foreign_status, answer.text
    elif "{" in case.path:
        _assert_problem(answer, HTTPStatus.NOT_FOUND)
    elif answer.status_code != HTTPStatus.NOT_FOUND:
        assert answer.status_code == case.status, answer.text
        owners_ids = set(_UUID.findall(f"{request.json} {dict(request.params)}"))
        assert not owners_ids & set(_UUID.findall(answer.text)), answer.text
        if answer.status_code not in _NO_BODY:
            assert answer.json().get("items", []) == [], answer.text
