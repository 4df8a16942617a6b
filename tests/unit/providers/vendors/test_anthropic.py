"""Anthropic: the header pair, the message, and every reason to stop."""

from typing import Any

import pytest
from hypothesis import given

from shared.providers import errors
from shared.providers.adapter import HttpReply, HttpRequest
from shared.providers.vendors.anthropic import ADAPTER
from tests.scenes.adapter_parts import (
    edit_request,
    input_image,
    job,
    reply,
    text_request,
    wild_replies,
)

JOB = job(ADAPTER, "caption")


def message(stop_reason: str, *blocks: dict[str, Any]) -> HttpReply:
    return reply(200, {"type": "message", "stop_reason": stop_reason, "content": list(blocks)})


def test_caption_pins_version_and_bearer() -> None:
    assert ADAPTER.build_submit(text_request(), JOB) == HttpRequest(
        method="POST",
        url="https://api.anthropic.com/v1/messages",
        headers={
            "anthropic-version": "2026-10-21",
            "Authorization": "Bearer test-api_key",
        },
        json={
            "model": "claude-sonnet-5-5",
            "max_tokens": 1024,
            "system": "You write for a fashion brand.",
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "image",
                            "source": {"type": "url", "url": "https://media.test/image.png"},
                        },
                        {"type": "text", "text": "Write a caption for this coat."},
                    ],
                }
            ],
        },
        timeout_seconds=90,
    )


@pytest.mark.parametrize("capability", ["analyze", "prompt"])
def test_schema_goes_into_the_output_config(capability: Any) -> None:
    schema = {"type": "object", "properties": {"fit": {"enum": ["slim", "wide"]}}}
    request = text_request(capability, reply_schema=schema)
    built = ADAPTER.build_submit(request, job(ADAPTER, capability))
    assert built.json["output_config"] == {
        "format": {"type": "json_schema", "schema": {**schema, "additionalProperties": False}}
    }


def test_other_work_is_not_offered() -> None:
    with pytest.raises(errors.ProviderInvalidRequest):
        ADAPTER.build_submit(edit_request(), JOB)


def test_too_many_images_are_refused() -> None:
    with pytest.raises(errors.ProviderInvalidRequest, match="up to 100"):
        ADAPTER.build_submit(text_request(images=(input_image(),) * 101), JOB)


def test_text_blocks_are_joined() -> None:
    blocks = ({"type": "thinking"}, {"type": "text", "text": "A "}, {"type": "text", "text": "b"})
    assert ADAPTER.parse_submit(message("end_turn", *blocks), JOB).text == "A b"


def test_refusal_is_an_output_refusal() -> None:
    with pytest.raises(errors.ProviderRefused) as caught:
        ADAPTER.parse_submit(message("refusal"), JOB)
    assert caught.value.stage == "output"


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
def test_cut_off_text_is_a_failure(reason: str) -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_submit(message(reason, {"type": "text", "text": "{"}), JOB)


def test_empty_message_is_a_failure() -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_submit(message("end_turn"), JOB)


@pytest.mark.parametrize(
    ("status", "kind", "name"),
    [
        (400, "invalid_request_error", "ProviderInvalidRequest"),
        (401, "authentication_error", "ProviderAuthFailed"),
        (402, "billing_error", "ProviderOutOfCredit"),
        (403, "permission_error", "ProviderAuthFailed"),
        (404, "not_found_error", "ProviderAuthFailed"),
        (409, "conflict", "ProviderInvalidRequest"),
        (413, "request_too_large", "ProviderInvalidRequest"),
        (429, "rate_limit_error", "ProviderRateLimited"),
        (500, "api_error", "ProviderUnavailable"),
        (504, "timeout_error", "ProviderTimeout"),
        (529, "overloaded_error", "ProviderUnavailable"),
        (502, "", "ProviderUnavailable"),
    ],
)
def test_error_type_chooses_the_class(status: int, kind: str, name: str) -> None:
    body = {"type": "error", "error": {"type": kind, "message": "text"}, "request_id": "req_1"}
    with pytest.raises(getattr(errors, name)):
        ADAPTER.parse_submit(reply(status, body), JOB)


def test_hint_says_how_long() -> None:
    busy = reply(429, {"error": {"type": "rate_limit_error"}}, retry_after="7")
    with pytest.raises(errors.ProviderRateLimited) as caught:
        ADAPTER.parse_submit(busy, JOB)
    assert caught.value.retry_after_seconds == 7


@given(
    wild_replies("content", "type", "text", "stop_reason", "error", "message",
                 words=("text", "refusal", "rate_limit_error", "end_turn"))
)  # fmt: skip
def test_any_reply_ends_in_a_provider_error(reply_: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(reply_, JOB)
    except errors.ProviderError:
        return
    assert done.text
