"""The edge in front of the API."""

from collections.abc import Callable

import httpx
import pytest

from local.edge.app import create_app
from local.edge.settings import EdgeSettings

ORIGIN = "http://origin.test/_aws/execute-api/abc/$default"
SETTINGS = EdgeSettings(
    api_origin=ORIGIN,
    socket_origin="ws://origin.test/_aws/execute-api/def/local",
    media_origin="http://origin.test",
    media_bucket="media",
)
Answer = Callable[[httpx.Request], httpx.Response]


Ask = Callable[..., httpx.Response]


@pytest.fixture
def api(
    ask: Ask, origins: Callable[[Answer], httpx.AsyncBaseTransport]
) -> Callable[..., httpx.Response]:
    """`api(answer, method, path, **options)`: one request through the edge."""
    return lambda answer, *request, **options: ask(
        create_app(SETTINGS, transport=origins(answer)), *request, **options
    )


def never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"the origin was asked for {request.url}")


def test_request_reaches_origin_unchanged(api: Ask) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"id": "1"})

    got = api(
        answer,
        "POST",
        "/api/v1/products?q=a%2Fb&q=c",
        json={"name": "Coat"},
        headers={"Authorization": "Bearer t", "Connection": "keep-alive, X-Hop", "X-Hop": "1"},
    )

    assert got.status_code == 201
    assert got.json() == {"id": "1"}
    assert str(seen[0].url) == f"{ORIGIN}/api/v1/products?q=a%2Fb&q=c"
    assert seen[0].method == "POST"
    assert seen[0].content == b'{"name":"Coat"}'
    assert seen[0].headers["authorization"] == "Bearer t"
    assert seen[0].headers["host"] == "origin.test"
    assert "x-hop" not in seen[0].headers
    assert "connection" not in seen[0].headers


def test_answer_keeps_status_and_headers(api: Ask) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = [
            ("Location", "https://cdn.test/media/1/file.jpg"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("Keep-Alive", "timeout=5"),
        ]
        return httpx.Response(302, headers=headers)

    got = api(answer, "GET", "/api/v1/files/1")

    assert got.status_code == 302
    assert got.headers["location"] == "https://cdn.test/media/1/file.jpg"
    assert got.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert "keep-alive" not in got.headers


def test_get_is_sent_without_body(api: Ask) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "transfer-encoding" not in request.headers
        assert "content-length" not in request.headers
        return httpx.Response(200, json=[])

    assert api(answer, "GET", "/api/v1/products").status_code == 200


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (httpx.ConnectError("refused"), 502, "origin_unreachable"),
        (httpx.ReadTimeout("slow"), 504, "origin_timeout"),
    ],
)
def test_silent_origin_becomes_problem(
    api: Ask, failure: httpx.TransportError, status: int, code: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise failure

    got = api(answer, "GET", "/api/v1/products")

    assert got.status_code == status
    assert got.headers["content-type"] == "application/problem+json"
    assert got.json()["code"] == code


def test_unreachable_origin_names_the_remedy(api: Ask) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    assert "make up" in api(answer, "GET", "/api/v1/products").json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/%2e%2e/%2e%2e/secret",
        "/api/v1/%252e%252e/secret",
        "/api/v1/a/..%5c..%5csecret",
        "/api/v1/a%2f..%2f..%2fsecret",
    ],
)
def test_climbing_path_is_refused(api: Ask, path: str) -> None:
    assert api(never, "GET", path).status_code == 400


def test_oversized_body_is_refused(api: Ask) -> None:
    got = api(never, "POST", "/api/v1/products", content=b"x" * (10 * 1024 * 1024 + 1))

    assert got.status_code == 413
    assert got.json()["code"] == "body_too_large"


@pytest.mark.parametrize("path", ["/api/v2/products", "/_ministack/reset", "/apiv1"])
def test_other_paths_never_reach_origin(api: Ask, path: str) -> None:
    got = api(never, "GET", path)

    assert got.status_code == 404
    assert got.headers["content-type"] == "application/problem+json"


def test_health_needs_no_origin(api: Ask) -> None:
    assert api(never, "GET", "/health").json() == {"status": "ok"}


def test_front_page_leads_to_docs(api: Ask) -> None:
    got = api(never, "GET", "/")

    assert got.headers["content-type"].startswith("text/html")
    assert "/api/v1/docs" in got.text
    assert ".local/stack.json" in got.text
