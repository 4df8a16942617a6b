"""remove.bg: the form and replies."""

import pytest
from hypothesis import given

from shared.providers.adapter import HttpReply
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile
from shared.providers.vendors.removebg import ADAPTER
from tests.scenes.adapter_parts import (
    cutout_request,
    edit_request,
    job,
    reply,
    wild_replies,
)


def problem(code: str) -> dict[str, object]:
    return {"errors": [{"title": "No", "code": code, "detail": "Still no"}]}


def test_photograph_goes_by_its_address() -> None:
    built = ADAPTER.build_submit(cutout_request(), job(ADAPTER, "cutout"))
    assert (built.method, built.url) == ("POST", "https://api.remove.bg/v1.0/removebg")
    assert built.headers == {"X-Api-Key": "test-api_key", "Accept": "image/*"}
    assert built.form == {
        "image_url": "https://media.test/photo.png",
        "size": "full",
        "format": "png",
    }
    assert built.files == ()


def test_other_requests_are_refused() -> None:
    with pytest.raises(ProviderInvalidRequest, match="does not offer edit"):
        ADAPTER.build_submit(edit_request(), job(ADAPTER, "cutout"))


def test_image_is_the_body() -> None:
    received = reply(200, b"png", content_type="image/png", x_credits_charged="1")
    assert ADAPTER.parse_submit(received, job(ADAPTER, "cutout")) == Completed(
        files=(OutputFile(body=b"png", mime="image/png"),), model="removebg"
    )


@pytest.mark.parametrize(
    ("received", "failure"),
    [
        (reply(400, problem("unknown_foreground")), ProviderInvalidRequest),
        (reply(400, problem("invalid_file_type")), ProviderInvalidRequest),
        (reply(402, problem("insufficient_credits")), ProviderOutOfCredit),
        (reply(402, b""), ProviderOutOfCredit),
        (reply(403, problem("auth_failed")), ProviderAuthFailed),
        (reply(403, {"errors": "none"}), ProviderAuthFailed),
        (reply(429, problem("rate_limit_exceeded")), ProviderRateLimited),
        (reply(429, problem("insufficient_credits")), ProviderOutOfCredit),
        (reply(500, b""), ProviderUnavailable),
        (reply(200, {"data": {}}), ProviderFailed),
        (reply(200, b"", content_type="image/png"), ProviderFailed),
    ],
)
def test_failures_have_their_classes(received: HttpReply, failure: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as raised:
        ADAPTER.parse_submit(received, job(ADAPTER, "cutout"))
    assert type(raised.value) is failure


def test_missing_product_is_explained() -> None:
    with pytest.raises(ProviderInvalidRequest, match="finds no product"):
        ADAPTER.parse_submit(reply(400, problem("unknown_foreground")), job(ADAPTER, "cutout"))


@pytest.mark.parametrize("body", [problem("rate_limit_exceeded"), {}])
def test_hint_how_long_to_wait_is_kept(body: dict[str, object]) -> None:
    with pytest.raises(ProviderRateLimited) as raised:
        ADAPTER.parse_submit(reply(429, body, retry_after="12"), job(ADAPTER, "cutout"))
    assert raised.value.retry_after_seconds == 12


def test_it_cannot_cancel() -> None:
    assert ADAPTER.build_cancel(job(ADAPTER, "cutout")) is None


@given(wild_replies("errors", "code", "title", words=("unknown_foreground", "auth_failed")))
def test_odd_replies_only_raise_provider_errors(received: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(received, job(ADAPTER, "cutout"))
    except ProviderError:
        return
    assert isinstance(done, Completed)
    assert done.files[0].body == received.body
