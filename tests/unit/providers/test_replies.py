"""The JSON of replies, and the error classes of bare statuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.providers.adapter import HttpReply
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.reply_errors import error_of_status, seconds_of


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 200_000, b"1" * 5_000], ids=lambda body: str(body[:3])
)
def test_unreadable_body_is_none(body: bytes) -> None:
    reply = HttpReply(status=200, body=body)
    assert (reply.json(), reply.object()) == (None, {})


def test_only_an_object_is_an_object() -> None:
    assert HttpReply(status=200, body=b"[1]").object() == {}
    assert HttpReply(status=200, body=b'{"a": 1}').object() == {"a": 1}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("-1", 0.0), ("", None), (None, None), ("inf", None),
     ("-Infinity", None), ("nan", None), ("1e999", None), ("Sat, 1 Jan 2028 00:00:00 GMT", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_none(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header) == seconds


@given(st.text())
def test_any_retry_after_can_be_waited_for(header: str) -> None:
    seconds = seconds_of(header)
    assert seconds is None or 0 <= seconds < float("inf")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ProviderAuthFailed),
        (402, ProviderOutOfCredit),
        (403, ProviderAuthFailed),
        (408, ProviderTimeout),
        (422, ProviderInvalidRequest),
        (429, ProviderRateLimited),
        (500, ProviderUnavailable),
        (302, ProviderFailed),
    ],
)
def test_bare_status_has_its_class(status: int, expected: type[ProviderError]) -> None:
    error = error_of_status("vendor", status, "7")
    assert type(error) is expected
    if isinstance(error, ProviderRateLimited):
        assert error.retry_after_seconds == 7
