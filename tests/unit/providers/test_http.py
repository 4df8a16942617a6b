"""The client: requests that it sends, files that it refuses to fetch, errors that it raises."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.providers import http
from shared.providers.adapter import Connection, FormFile, HttpRequest, with_bearer
from shared.providers.errors import (
    ProviderError,
    ProviderFailed,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.http import ProviderClient, ResultGone, may_fetch
from shared.providers.replies import OutputFile

BASE = "http://comfy.internal:8188/api"
HOSTS = ("cdn.vendor.test", ".files.test")
ACCOUNT = Connection(owner="platform", secrets={"api_key": "k"}, base_url=BASE)
ASKED = HttpRequest(method="POST", url="https://vendor.test/v1/orders")
LINK = OutputFile(url="https://cdn.vendor.test/a.png")
Reply = Callable[[httpx.Request], httpx.Response]


def client(received: Reply) -> ProviderClient:
    return ProviderClient(transport=httpx.MockTransport(received))


def sent(request: HttpRequest) -> httpx.Request:
    """The HTTP request that the client sends."""
    seen: list[httpx.Request] = []

    def received(wire: httpx.Request) -> httpx.Response:
        seen.append(wire)
        return httpx.Response(200)

    client(received).send("vendor", request, ACCOUNT)
    return seen[0]


def fails(error: Exception) -> Reply:
    def received(_: httpx.Request) -> httpx.Response:
        raise error

    return received


def test_json_is_sent_with_headers_and_params() -> None:
    wire = sent(replace(ASKED, json={"a": 1}, headers={"X-Key": "k"}, params={"q": "ö"}))
    assert (wire.method, str(wire.url)) == ("POST", "https://vendor.test/v1/orders?q=%C3%B6")
    assert (wire.headers["x-key"], wire.content) == ("k", b'{"a":1}')


def test_form_without_file_is_multipart() -> None:
    wire = sent(replace(ASKED, form={"prompt": "a coat"}))
    assert wire.headers["content-type"].startswith("multipart/form-data")
    assert b'name="prompt"\r\n\r\na coat' in wire.content


def test_files_go_along_with_form() -> None:
    file = FormFile(name="image", filename="i.png", body=b"png", mime="image/png")
    wire = sent(replace(ASKED, form={"seed": "7"}, files=(file, file)))
    assert wire.content.count(b'name="image"; filename="i.png"') == 2
    assert b"Content-Type: image/png\r\n\r\npng" in wire.content


def test_content_is_sent_as_it_is() -> None:
    assert sent(replace(ASKED, content=b"\x00raw")).content == b"\x00raw"


def test_any_status_is_a_reply() -> None:
    received = httpx.Response(503, headers={"Retry-After": "3"}, content=b"busy")
    reply = client(lambda _: received).send("vendor", ASKED, ACCOUNT)
    assert (reply.status, reply.headers["retry-after"], reply.body) == (503, "3", b"busy")


def test_redirect_is_not_followed() -> None:
    moved = httpx.Response(302, headers={"Location": "http://169.254.169.254/"})
    assert client(lambda _: moved).send("vendor", ASKED, ACCOUNT).status == 302


def test_named_authorizer_signs_the_request() -> None:
    seen: list[str] = []

    def received(wire: httpx.Request) -> httpx.Response:
        seen.append(wire.headers["authorization"])
        return httpx.Response(200)

    authorizers = {"google": lambda request, connection: with_bearer(request, connection.owner)}
    made = ProviderClient(authorizers, httpx.MockTransport(received))
    made.send("vendor", replace(ASKED, authorize="google"), ACCOUNT)
    assert seen == ["Bearer platform"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ReadTimeout(""), ProviderTimeout),
        (httpx.ConnectTimeout(""), ProviderTimeout),
        (httpx.ConnectError(""), ProviderUnavailable),
        (httpx.RemoteProtocolError(""), ProviderUnavailable),
        (httpx.InvalidURL("no host"), ProviderFailed),
        (UnicodeError("label too long"), ProviderFailed),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_no_reply_is_the_providers_failure(error: Exception, expected: type[ProviderError]) -> None:
    broken = client(fails(error))
    with pytest.raises(expected):
        broken.send("vendor", ASKED, ACCOUNT)
    with pytest.raises(expected):
        broken.fetch("vendor", LINK, HOSTS, ACCOUNT)


@pytest.mark.parametrize("url", ["https://ab\x00c/", "https://xn--/", "http://\u2603..test/"])
def test_malformed_address_is_a_failure(url: str) -> None:
    never = client(fails(AssertionError("it was sent")))
    with pytest.raises(ProviderFailed):
        never.send("vendor", replace(ASKED, url=url), ACCOUNT)


def test_header_beyond_ascii_is_a_failure() -> None:
    """A malformed key must not raise an error that the function does not handle."""
    never = client(fails(AssertionError("it was sent")))
    with pytest.raises(ProviderFailed):
        never.send("vendor", replace(ASKED, headers={"Authorization": "Key é"}), ACCOUNT)


def test_endless_reply_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_MAX_REPLY_BYTES", 10)
    monkeypatch.setattr(http, "_MAX_FILE_BYTES", 10)
    large = client(lambda _: httpx.Response(200, content=b"x" * 11))
    with pytest.raises(ProviderFailed):
        large.send("vendor", ASKED, ACCOUNT)
    with pytest.raises(ProviderFailed):
        large.fetch("vendor", LINK, HOSTS, ACCOUNT)


def test_fetched_file_keeps_what_is_known() -> None:
    png = httpx.Response(200, content=b"png", headers={"Content-Type": "image/png; q=1"})
    given_file = replace(LINK, measures={"coverage": 0.5})
    file = client(lambda _: png).fetch("vendor", given_file, HOSTS, ACCOUNT)
    assert (file.body, file.mime, file.measures) == (b"png", "image/png", {"coverage": 0.5})


def test_file_in_hand_is_not_fetched() -> None:
    file = OutputFile(body=b"png", mime="image/png")
    never = client(fails(AssertionError("it was sent")))
    assert never.fetch("vendor", file, HOSTS, ACCOUNT) is file


@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, ResultGone), (404, ResultGone), (410, ResultGone), (500, ProviderUnavailable),
     (302, ProviderUnavailable)],
)  # fmt: skip
def test_dead_link_is_distinguished_from_outage(status: int, expected: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        client(lambda _: httpx.Response(status)).fetch("vendor", LINK, HOSTS, ACCOUNT)
    assert type(caught.value) is expected


def test_foreign_file_is_not_fetched() -> None:
    never = client(fails(AssertionError("it was sent")))
    with pytest.raises(ProviderFailed):
        never.fetch("vendor", OutputFile(url="https://evil.test/a.png"), HOSTS, ACCOUNT)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://cdn.vendor.test/a.png", True),
        ("https://CDN.vendor.test:443/a.png", True),
        ("https://eu.files.test/a.png", True),
        ("http://comfy.internal:8188/view?a=1", True),
        ("http://cdn.vendor.test/a.png", False),
        ("https://cdn.vendor.test:8443/a.png", False),
        ("https://files.test/a.png", False),
        ("https://evilfiles.test/a.png", False),
        ("https://cdn.vendor.test.evil.test/a.png", False),
        ("https://cdn.vendor.test@evil.test/a.png", False),
        ("http://comfy.internal:9/a.png", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("", False),
        ("https://[", False),
        ("https://cdn.vendor.test:99999/a.png", False),
        ("https://cdn.vendor.test:port/a.png", False),
    ],
)
def test_only_allowed_places_are_read(url: str, expected: bool) -> None:
    assert may_fetch(url, HOSTS, BASE) is expected


@given(st.text() | st.text().map("https://{}".format))
def test_any_text_is_judged(url: str) -> None:
    assert may_fetch(url, HOSTS, BASE) is False
