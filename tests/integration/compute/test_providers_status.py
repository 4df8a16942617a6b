"""`GET /api/v1/providers/status` over the real table and secrets."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from shared.aws.clients import client
from shared.aws.table import Table
from shared.compute.admission.service import Account
from shared.compute.routing.health import Health
from shared.core.clock import utc_now
from shared.core.ids import derived_id
from tests.scenes.documented_client import DocumentedClient
from tests.scenes.secrets import ADMIN_TOKEN_VALUE

ACME, RIVAL = derived_id("acme"), derived_id("rival")
SECRET = "sartiq-status-test/providers"


@pytest.fixture
def http(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("PROVIDERS_SECRET", SECRET)
    values = {SECRET: {"fal": {"api_key": "ours"}}, f"{SECRET}/{ACME}": {"bfl": {"api_key": "own"}}}
    for name, value in values.items():
        client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))
    from functions.compute_api.app import create_app

    with DocumentedClient(create_app(), "compute.json") as http:
        yield http


def status(http: TestClient, organization_id: object) -> dict[str, dict[str, object]]:
    headers = {
        "Authorization": f"Bearer {ADMIN_TOKEN_VALUE}",
        "X-Organization-Id": str(organization_id),
    }
    reply = http.get("/api/v1/providers/status", headers=headers)
    assert reply.status_code == 200, reply.text
    return {item["name"]: item for item in reply.json()["items"]}


def test_every_provider_is_listed(http: TestClient) -> None:
    found = status(http, ACME)

    assert list(found) == sorted(found)
    assert found["studio"]["routable"] is True
    assert (found["fal"]["credentials"], found["bfl"]["credentials"]) == (
        "platform",
        "organization",
    )


def test_other_organizations_accounts_are_hidden(http: TestClient) -> None:
    assert status(http, RIVAL)["bfl"]["credentials"] == "missing"


def test_exhausted_credit_is_reported(http: TestClient, compute_table: Table) -> None:
    Health(compute_table).record(Account("fal", "platform"), "credit", derived_id("job"), utc_now())
    fal = status(http, ACME)["fal"]

    assert (fal["routable"], fal["reason"]) == (False, "breaker_open")


def test_token_is_required(http: TestClient) -> None:
    reply = http.get("/api/v1/providers/status", headers={"X-Organization-Id": str(ACME)})

    assert reply.status_code == 401
