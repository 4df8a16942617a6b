"""The reference pages, as the edge serves them."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from local.edge.app import create_app
from local.edge.settings import EdgeSettings

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
SETTINGS = EdgeSettings(
    api_origin="http://api.test",
    socket_origin="ws://socket.test",
    media_origin="http://s3.test",
    media_bucket="media",
)
Answer = Callable[[httpx.Request], httpx.Response]
Ask = Callable[..., httpx.Response]


@pytest.fixture
def fetch(ask: Ask, origins: Callable[[Answer], httpx.AsyncBaseTransport]) -> Ask:
    """`fetch(path, method)`: one request through the edge; no origin may be asked."""

    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"an origin was asked for {request.url}")

    return lambda path, method="GET": ask(
        create_app(SETTINGS, transport=origins(never)), method, path
    )


def test_type_of_a_problem_opens_its_page(fetch: Ask) -> None:
    got = fetch(fetch("/docs/nothing").json()["type"])

    assert got.status_code == 200
    assert got.headers["content-type"] == "text/markdown; charset=utf-8"
    assert got.text == (REFERENCE / "errors.md").read_text()


def test_head_sends_no_body(fetch: Ask) -> None:
    got = fetch("/docs/errors", "HEAD")

    assert (got.status_code, got.content) == (200, b"")
    assert int(got.headers["content-length"]) == (REFERENCE / "errors.md").stat().st_size


@pytest.mark.parametrize(
    "path",
    [
        "/docs/",
        "/docs/errors.md",
        "/docs/ERRORS",
        "/docs/*",
        "/docs/%2e%2e",
        "/docs/../data-model",
        "/docs/%2e%2e%2fdata-model",
        "/docs/..%5cdata-model",
        "/docs/%252e%252e%252fdata-model",
        "/docs/reference/errors",
        "/docs/errors%00",
    ],
)
def test_only_reference_pages_have_an_address(fetch: Ask, path: str) -> None:
    got = fetch(path)

    assert got.status_code == 404
    assert got.json()["code"] == "not_found"


def test_pages_cannot_be_written(fetch: Ask) -> None:
    assert fetch("/docs/errors", "PUT").status_code == 405


def test_home_page_links_errors(fetch: Ask) -> None:
    assert 'href="/docs/errors"' in fetch("/").text
