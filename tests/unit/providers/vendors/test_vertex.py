"""Addresses and errors that Google's adapters share."""

import pytest

from shared.providers import errors
from shared.providers.vendors import vertex
from shared.providers.vendors.gemini import ADAPTER
from tests.scenes.adapter_parts import reply
from tests.scenes.google_parts import GOOGLE_ERRORS, google_connection, google_error


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("europe-west4", "https://europe-west4-aiplatform.googleapis.com"),
        ("global", "https://aiplatform.googleapis.com"),
        ("eu", "https://aiplatform.eu.rep.googleapis.com"),
    ],
)
def test_location_chooses_the_host(location: str, host: str) -> None:
    assert vertex.base_url(google_connection(ADAPTER, location=location)) == host


@pytest.mark.parametrize(("status", "code", "name"), GOOGLE_ERRORS)
def test_status_word_chooses_the_class(status: str, code: int, name: str) -> None:
    with pytest.raises(getattr(errors, name)):
        vertex.raise_error("Gemini", reply(code, google_error(status, code)))


def test_disabled_billing_is_no_credit() -> None:
    body = google_error("PERMISSION_DENIED", 403, {"reason": "BILLING_DISABLED"})
    with pytest.raises(errors.ProviderOutOfCredit):
        vertex.raise_error("Gemini", reply(403, body))


def test_error_in_a_success_still_counts() -> None:
    with pytest.raises(errors.ProviderFailed):
        vertex.raise_error("Gemini", reply(200, google_error("STRANGE", 200)))


def test_retry_info_says_how_long() -> None:
    body = google_error("RESOURCE_EXHAUSTED", 429, {"retryDelay": "12.5s"})
    with pytest.raises(errors.ProviderRateLimited) as caught:
        vertex.raise_error("Gemini", reply(429, body))
    assert caught.value.retry_after_seconds == 12.5


def test_header_says_how_long() -> None:
    with pytest.raises(errors.ProviderRateLimited) as caught:
        vertex.raise_error(
            "Gemini", reply(429, google_error("RESOURCE_EXHAUSTED", 429), retry_after="3")
        )
    assert caught.value.retry_after_seconds == 3
