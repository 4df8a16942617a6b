"""Every kind of error becomes its problem document."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

from shared.aws.errors import BUS_UNAVAILABLE
from shared.core.errors import Code, FieldError, Kind, SartiqError
from shared.delivery.errors import SHOTS_NOT_APPROVED
from shared.identity.errors import TOKEN_MISSING
from shared.products.errors import SKU_TAKEN
from shared.web import error_handlers

EXPECTED = {
    Kind.INVALID: (422, "Unprocessable"),
    Kind.UNAUTHENTICATED: (401, "Unauthorized"),
    Kind.FORBIDDEN: (403, "Forbidden"),
    Kind.NOT_FOUND: (404, "Not Found"),
    Kind.CONFLICT: (409, "Conflict"),
    Kind.TOO_LARGE: (413, ""),
    Kind.UNAVAILABLE: (503, "Service Unavailable"),
}


class Body(BaseModel):
    quality: int = Field(ge=1)
    names: dict[str, int] = {}


@pytest.fixture
def raised() -> list[Exception]:
    """What the route `/raise` raises next."""
    return []


@pytest.fixture
def client(raised: list[Exception]) -> Iterator[TestClient]:
    app = FastAPI()
    error_handlers.install(app, "api")

    @app.get("/raise")
    def fail() -> None:
        raise raised[0]

    @app.post("/validate")
    def validate(body: Body, limit: int = 1) -> Body:
        return body

    with TestClient(app, raise_server_exceptions=False) as http:
        yield http


@pytest.mark.parametrize("kind", list(Kind))
def test_kind_has_its_status(kind: Kind, client: TestClient, raised: list[Exception]) -> None:
    class Failure(SartiqError):
        pass

    Failure.kind = kind
    raised.append(Failure(Code("some_code"), "Do this next."))
    answer = client.get("/raise")
    status, title = EXPECTED[kind]
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["title"].startswith(title)
    assert {name: body[name] for name in body if name != "title"} == {
        "type": "/docs/errors#some_code",
        "status": status,
        "code": "some_code",
        "detail": "Do this next.",
        "request_id": "",
    }


def test_unauthenticated_names_the_scheme(client: TestClient, raised: list[Exception]) -> None:

    raised.append(TOKEN_MISSING("Send one."))
    assert client.get("/raise").headers["www-authenticate"] == "Bearer"


def test_unavailable_says_when_to_retry(client: TestClient, raised: list[Exception]) -> None:

    raised.append(BUS_UNAVAILABLE("Try again."))
    assert int(client.get("/raise").headers["retry-after"]) > 0


def test_extra_members_never_overwrite(client: TestClient, raised: list[Exception]) -> None:
    raised.append(SKU_TAKEN("Taken.", extra={"existing_id": "9", "status": 200}))
    body = client.get("/raise").json()
    assert (body["existing_id"], body["status"]) == ("9", 409)


def test_findings_keep_their_pointers(client: TestClient, raised: list[Exception]) -> None:
    finding = FieldError("/shot_ids/2", SHOTS_NOT_APPROVED, "Approve it first.")
    raised.append(SHOTS_NOT_APPROVED("Some shots wait.", errors=(finding,)))
    assert client.get("/raise").json()["errors"] == [
        {"pointer": "/shot_ids/2", "code": "shot_not_approved", "detail": "Approve it first."}
    ]


def test_defect_tells_nothing_inside(client: TestClient, raised: list[Exception]) -> None:
    raised.append(ZeroDivisionError("password=hunter2"))
    answer = client.get("/raise")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "hunter2" not in answer.text


def test_bad_body_points_to_field(client: TestClient) -> None:
    answer = client.post("/validate", json={"quality": 0, "names": {"a/b~c": "x"}})
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "invalid_request"
    assert [e["pointer"] for e in body["errors"]] == ["/quality", "/names/a~1b~0c"]
    assert "/quality" in body["detail"]


def test_bad_query_keeps_its_word(client: TestClient) -> None:
    answer = client.post("/validate?limit=x", json={"quality": 1})
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/query/limit"]


def test_malformed_json_is_invalid_request(client: TestClient) -> None:
    answer = client.post("/validate", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_unknown_path_is_problem(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "outage",
    [
        EndpointConnectionError(endpoint_url="https://dynamodb.test"),
        ConnectTimeoutError(endpoint_url="https://dynamodb.test"),
        ReadTimeoutError(endpoint_url="https://dynamodb.test"),
        ConnectionClosedError(endpoint_url="https://dynamodb.test"),
    ],
    ids=lambda outage: type(outage).__name__,
)
def test_silent_service_is_unavailable(
    client: TestClient, raised: list[Exception], outage: Exception
) -> None:
    raised.append(outage)
    answer = client.get("/raise")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unreachable")
    assert int(answer.headers["retry-after"]) > 0
    assert "dynamodb.test" not in answer.text


def test_wrong_method_names_allowed_ones(client: TestClient) -> None:
    answer = client.delete("/raise")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"
