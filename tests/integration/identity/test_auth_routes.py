"""A person's way through the API: register, log in, refresh, log out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.identity.scopes import Role, Scope
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.responses import Response

REGISTRATION = {
    "email": "Ana@Lumen.test",
    "password": "correct horse battery",
    "name": "Ana",
    "organization_name": "Lumen & Co",
}
CREDENTIALS = {name: REGISTRATION[name] for name in ("email", "password")}


def post(client: TestClient, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
    answer = client.post(f"/api/v1/auth/{path}", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def bearer(pair: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {pair['access_token']}"}


def get_me(client: TestClient, authorization: str) -> Response:
    return client.get("/api/v1/auth/me", headers={"Authorization": authorization})


def test_registration_answers_token_pair(client: TestClient) -> None:
    pair = post(client, "register", REGISTRATION, 201)
    assert pair.keys() == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "user",
        "organization",
    }
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 900)
    assert pair["user"] == {"id": pair["user"]["id"], "email": "ana@lumen.test", "name": "Ana"}
    organization = {"name": "Lumen & Co", "slug": "lumen-co", "role": "owner"}
    assert pair["organization"] == {"id": pair["organization"]["id"], **organization}


def test_new_organization_has_starter_catalogue(client: TestClient) -> None:
    headers = bearer(post(client, "register", REGISTRATION, 201))
    for listing in ("styles", "shot-types", "subjects", "guidelines"):
        answer = client.get(f"/api/v1/{listing}", headers=headers)
        assert answer.json()["items"], listing


def test_second_registration_is_email_taken(client: TestClient) -> None:
    post(client, "register", REGISTRATION, 201)
    again = {**REGISTRATION, "email": " ana@LUMEN.test"}
    assert post(client, "register", again, 409)["code"] == "email_taken"


def test_bad_registration_points_to_fields(client: TestClient) -> None:
    body = {**REGISTRATION, "email": "ana", "password": "short", "admin": True}
    problem = post(client, "register", body, 422)
    assert {e["pointer"] for e in problem["errors"]} == {"/email", "/password", "/admin"}


def test_login_then_me(client: TestClient) -> None:
    registered = post(client, "register", REGISTRATION, 201)
    pair = post(client, "login", CREDENTIALS, 200)
    me = client.get("/api/v1/auth/me", headers=bearer(pair)).json()
    assert me == {
        **registered["user"],
        "role": "owner",
        "scopes": sorted(Scope),
        "organization": {n: pair["organization"][n] for n in ("id", "name", "slug")},
    }


@pytest.mark.parametrize("email", ["ana@lumen.test", "nobody@lumen.test"])
def test_wrong_login_is_bad_credentials(client: TestClient, email: str) -> None:
    post(client, "register", REGISTRATION, 201)
    problem = post(client, "login", {"email": email, "password": "x"}, 401)
    assert problem["code"] == "bad_credentials"


def test_refresh_rotates_and_reuse_revokes(client: TestClient) -> None:
    first = post(client, "register", REGISTRATION, 201)
    second = post(client, "refresh", {"refresh_token": first["refresh_token"]}, 200)
    assert second["refresh_token"] != first["refresh_token"]
    reused = post(client, "refresh", {"refresh_token": first["refresh_token"]}, 401)
    assert reused["code"] == "refresh_token_reused"
    ended = post(client, "refresh", {"refresh_token": second["refresh_token"]}, 401)
    assert ended["code"] == "refresh_token_invalid"


def test_logout_ends_refreshing(client: TestClient) -> None:
    pair = post(client, "register", REGISTRATION, 201)
    answer = client.post("/api/v1/auth/logout", headers=bearer(pair))
    assert (answer.status_code, answer.content) == (204, b"")
    ended = post(client, "refresh", {"refresh_token": pair["refresh_token"]}, 401)
    assert ended["code"] == "refresh_token_invalid"


@pytest.mark.parametrize("path", ["register", "login", "refresh"])
def test_tokens_are_never_cached(client: TestClient, path: str) -> None:
    pair = post(client, "register", REGISTRATION, 201)
    body = {
        "register": {**REGISTRATION, "email": "ben@lumen.test"},
        "login": CREDENTIALS,
        "refresh": {"refresh_token": pair["refresh_token"]},
    }[path]
    answer = client.post(f"/api/v1/auth/{path}", json=body)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic YTpi", "token"])
def test_other_authorization_is_token_missing(client: TestClient, authorization: str) -> None:
    answer = get_me(client, authorization)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_garbage_token_is_token_invalid(client: TestClient) -> None:
    answer = get_me(client, "Bearer garbage")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_old_token_is_token_expired(client: TestClient, acme: Org) -> None:
    signer = get_platform().identity.token_signer
    signer._clock = lambda: datetime.now(UTC) - timedelta(minutes=16)
    token = signer.issue_access(acme.principal)
    signer._clock = lambda: datetime.now(UTC)
    answer = get_me(client, f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


def test_scheme_is_case_insensitive(client: TestClient, acme: Org) -> None:
    token = acme.headers["Authorization"].removeprefix("Bearer ")
    assert get_me(client, f"bearer {token}").json()["id"] == str(acme.user_id)


def test_organization_is_renamed_by_admin_only(
    client: TestClient, acme: Org, headers_for: Any
) -> None:
    current, renamed = "/api/v1/organizations/current", {"name": "Acme Paris"}
    refused = client.patch(current, json=renamed, headers=headers_for(acme, Role.PRODUCER))
    assert refused.status_code == 403
    assert refused.json()["required_scope"] == "organization:write"
    done = client.patch(current, json=renamed, headers=headers_for(acme, Role.ADMIN))
    assert (done.json()["name"], done.json()["version"]) == ("Acme Paris", 2)
    read = client.get(current, headers=headers_for(acme, Role.VIEWER))
    assert read.json() == done.json()
