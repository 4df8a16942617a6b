"""The edge in front of the media bucket."""

from collections.abc import Callable

import httpx
import pytest

from local.edge.app import create_app
from local.edge.media import BucketSigner
from local.edge.settings import EdgeSettings

SETTINGS = EdgeSettings(
    api_origin="http://api.test",
    socket_origin="ws://socket.test",
    media_origin="http://s3.test",
    media_bucket="media-bucket",
)


def sign(operation: str, key: str) -> str:
    return f"http://s3.test/media-bucket/{key}?signed={operation}"


Answer = Callable[[httpx.Request], httpx.Response]
Ask = Callable[..., httpx.Response]


@pytest.fixture
def fetch(ask: Ask, origins: Callable[[Answer], httpx.AsyncBaseTransport]) -> Ask:
    """`fetch(answer, path, method, headers)`: one request through the edge."""

    def send(
        answer: Answer, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        app = create_app(SETTINGS, transport=origins(answer), presign=sign)
        return ask(app, method, path, headers=headers)

    return send


def never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"the bucket was asked for {request.url}")


def a_picture(request: httpx.Request) -> httpx.Response:
    headers = {"Content-Type": "image/webp", "ETag": '"1"', "x-amz-request-id": "secret"}
    return httpx.Response(200, headers=headers, content=b"picture")


def test_picture_is_streamed_and_immutable(fetch: Ask) -> None:
    got = fetch(a_picture, "/media/0199/file.webp")

    assert got.content == b"picture"
    assert got.headers["content-type"] == "image/webp"
    assert got.headers["etag"] == '"1"'
    assert "immutable" in got.headers["cache-control"]
    assert "x-amz-request-id" not in got.headers


@pytest.mark.parametrize(("method", "operation"), [("GET", "get_object"), ("HEAD", "head_object")])
def test_each_method_is_signed_for_itself(fetch: Ask, method: str, operation: str) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    fetch(answer, "/media/0199/file.webp", method)

    assert seen[0].method == method
    assert str(seen[0].url) == sign(operation, "media/0199/file.webp")


def test_only_conditions_reach_the_bucket(fetch: Ask) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["range"] == "bytes=0-1"
        assert "authorization" not in request.headers
        return httpx.Response(206, content=b"pi", headers={"Content-Range": "bytes 0-1/7"})

    got = fetch(
        answer, "/media/1/file.webp", headers={"Range": "bytes=0-1", "Authorization": "Bearer t"}
    )

    assert got.status_code == 206
    assert got.headers["content-range"] == "bytes 0-1/7"


@pytest.mark.parametrize("status", [403, 404])
def test_absent_picture_is_404(fetch: Ask, status: int) -> None:
    got = fetch(lambda request: httpx.Response(status, text="<Error/>"), "/media/1/file.webp")

    assert got.status_code == 404
    assert got.json()["code"] == "media_not_found"


def test_broken_bucket_is_502(fetch: Ask) -> None:
    got = fetch(lambda request: httpx.Response(500), "/media/1/file.webp")

    assert got.status_code == 502


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media//file.webp",
        "/media/%2e%2e/temp/secret.jpg",
        "/media/1/%2e%2e/%2e%2e/temp/secret.jpg",
        "/media/%252e%252e/temp/secret.jpg",
        "/media/1/..%5c..%5ctemp",
        "/media/1/file.webp%00",
        "/media/1/file.webp%0a",
        "/media/1/file.webp%3fversionId=1",
    ],
)
def test_key_cannot_leave_media(fetch: Ask, path: str) -> None:
    assert fetch(never, path).status_code == 404


def test_pictures_cannot_be_written(fetch: Ask) -> None:
    assert fetch(never, "/media/1/file.webp", "PUT").status_code == 405


def test_signer_names_bucket_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    url = httpx.URL(BucketSigner("http://s3.test:4566", "media-bucket")("get_object", "media/1/f"))

    assert (url.host, url.port, url.path) == ("s3.test", 4566, "/media-bucket/media/1/f")
    assert "X-Amz-Signature" in url.params
