"""Wire format: developer.ideogram.ai, API v2."""

from typing import Any

import pytest
from hypothesis import given

from shared.providers.adapter import BadSignature, FormFile, HttpReply, HttpRequest
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import Capability
from shared.providers.vendors.ideogram import ADAPTER
from tests.scenes.adapter_parts import (
    CALLBACK_URL,
    background_request,
    connection,
    cutout_request,
    delivery,
    edit_request,
    generate_request,
    inpaint_request,
    input_image,
    job,
    reply,
    request_for,
    wild_replies,
)

_JOB = job(ADAPTER, "generate", request_id="g1")
_DYE = "Change the color of the coat to #aa2211. Keep all else as it is. Make the coat longer"


def _file(name: str, place: int = 0) -> FormFile:
    filename = f"{name}-{place}.png"
    return FormFile(name=name, filename=filename, body=b"picture", mime="image/png")


_FORMS: dict[Capability, tuple[str, dict[str, str], FormFile]] = {
    "cutout": ("remove-background/ideogram-1", {}, _file("image")),
    "generate": (
        "generate/ideogram-4-5",
        {
            "prompt": "A model wears a linen coat",
            "seed": "7",
            "num_images": "1",
            "size": "1536x2048",
        },
        _file("images"),
    ),
    "edit": (
        "precise-edit/ideogram-4-5",
        {"prompt": "Make the coat longer", "seed": "7", "num_images": "1"},
        _file("image"),
    ),
    "recolor": (
        "precise-edit/ideogram-4-5",
        {"prompt": _DYE, "seed": "7", "num_images": "1"},
        _file("image"),
    ),
    "background": (
        "replace-background/ideogram-3",
        {"prompt": "Make the coat longer", "seed": "7", "num_images": "1"},
        _file("image"),
    ),
}


def test_every_model_has_its_golden_request() -> None:
    assert {model.capability for model in ADAPTER.models} == set(_FORMS)


@pytest.mark.parametrize("capability", list(_FORMS))
def test_submit_is_as_documented(capability: Capability) -> None:
    model, fields, file = _FORMS[capability]

    request = ADAPTER.build_submit(request_for(capability), job(ADAPTER, capability))

    assert request == HttpRequest(
        method="POST",
        url=f"https://api.ideogram.ai/v2/image/{model}",
        headers={"Api-Key": "test-api_key"},
        form={**fields, "webhook_url": CALLBACK_URL},
        files=(file,),
        timeout_seconds=60.0,
    )


def test_background_without_words_is_described() -> None:
    request = ADAPTER.build_submit(background_request(prompt=""), _JOB)

    assert request.form["prompt"].startswith("Replace the background")


def test_references_have_a_field_of_their_own() -> None:
    request = ADAPTER.build_submit(edit_request(references=(input_image(),)), _JOB)

    assert [file.name for file in request.files] == ["image", "reference_images"]


@pytest.mark.parametrize("ask", [edit_request, generate_request])
def test_six_images_are_too_many(ask: Any) -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(ask(references=(input_image(),) * 5), _JOB)


def test_large_image_is_not_sent() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(cutout_request(photo=input_image(body=b"x" * 25_000_001)), _JOB)


def test_masks_are_not_taken() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(inpaint_request(), _JOB)


def test_accepted_generation_has_an_id() -> None:
    received = reply(200, {"generation_id": "g1", "seed": 7})

    assert ADAPTER.parse_submit(received, _JOB) == Submitted(request_id="g1")


def test_poll_asks_for_the_generation() -> None:
    assert ADAPTER.build_poll(_JOB) == HttpRequest(
        method="GET",
        url="https://api.ideogram.ai/v2/generations/g1",
        headers={"Api-Key": "test-api_key"},
    )


def test_work_in_progress_is_pending() -> None:
    assert ADAPTER.parse_poll(reply(200, {"status": "pending"}), _JOB) == Pending()


_SAFE = {"url": "https://ideogram.ai/x.png", "is_image_safe": True, "seed": 9}
_UNSAFE = {"url": None, "is_image_safe": False, "seed": 9}


@pytest.mark.parametrize("data", [[_SAFE], [_UNSAFE, _SAFE]])
def test_first_safe_image_is_the_result(data: list[dict[str, Any]]) -> None:
    body = {"status": "completed", "data": data, "usage_cost_usd_micros": 60000}

    assert ADAPTER.parse_poll(reply(200, body), _JOB) == Completed(
        files=(OutputFile(url="https://ideogram.ai/x.png"),),
        model="generate/ideogram-4-5",
        seed=9,
        cost_microusd=60_000,
    )


def test_unsafe_image_is_a_refused_output() -> None:
    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_poll(reply(200, {"status": "completed", "data": [_UNSAFE]}), _JOB)

    assert caught.value.stage == "output"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"status": "failed", "failure_reason": "failed safety checks"}, ProviderRefused),
        ({"status": "failed", "failure_reason": "internal"}, ProviderFailed),
        ({"status": "failed"}, ProviderFailed),
        ({"status": "completed", "data": []}, ProviderFailed),
        ({"status": "new"}, ProviderFailed),
    ],
)
def test_each_final_status_has_its_class(body: dict[str, Any], error: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_poll(reply(200, body), _JOB)

    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("received", "error"),
    [
        (reply(400, {"error": "x"}), ProviderInvalidRequest),
        (reply(401, b""), ProviderAuthFailed),
        (reply(402, {"reject_reason": "insufficient_funds"}), ProviderOutOfCredit),
        (reply(402, {"reject_reason": "inflight_limit"}), ProviderRateLimited),
        (reply(402, {"reject_reason": "feature_limit"}), ProviderAuthFailed),
        (reply(402, b""), ProviderOutOfCredit),
        (reply(404, {"error": "x"}), ProviderFailed),
        (reply(422, {"error": "x"}), ProviderRefused),
        (reply(429, {"reject_reason": "insufficient_funds"}), ProviderOutOfCredit),
        (reply(429, {"reject_reason": "daily_limit"}), ProviderRateLimited),
        (reply(429, b""), ProviderRateLimited),
        (reply(503, b""), ProviderUnavailable),
        (reply(200, b"<html>"), ProviderFailed),
    ],
)
def test_each_error_has_its_class(received: HttpReply, error: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_submit(received, _JOB)

    assert type(caught.value) is error


def test_busy_poll_tells_when() -> None:
    with pytest.raises(ProviderRateLimited) as caught:
        ADAPTER.parse_poll(reply(429, {"error": "x"}, retry_after="4"), _JOB)

    assert caught.value.retry_after_seconds == 4


def test_there_is_no_cancelling() -> None:
    assert ADAPTER.build_cancel(_JOB) is None


def test_keys_are_at_the_connections_host() -> None:
    url = ADAPTER.keys_url(connection(ADAPTER))

    assert url == "https://api.ideogram.ai/v1/.well-known/jwks.json"


def test_ed25519_vector_passes() -> None:
    headers = {
        "X-Ideogram-Webhook-Generation-Id": "req-1",
        "X-Ideogram-Webhook-User-Id": "user-1",
        "X-Ideogram-Webhook-Timestamp": "1700000000",
        "X-Ideogram-Webhook-Signature": (
            "b9b3e0128c065168cdabc8e784223b85794cf0a2989ca7ecab1447c15bfa6734"
            "c78c445eab492fa6fd89f006b15eb6d5e931a53ccac6dc55eec9369cbb1e600d"
        ),
    }
    key = {"kty": "OKP", "crv": "Ed25519", "x": "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"}
    signed = delivery(b'{"request_id":"req-1","status":"OK"}', headers)

    ADAPTER.verify(signed, connection(ADAPTER), [key])

    with pytest.raises(BadSignature):
        ADAPTER.verify(signed, connection(ADAPTER), [])


_FIELDS = (
    *("generation_id", "status", "data", "url", "is_image_safe", "seed", "failure_reason"),
    *("reject_reason", "usage_cost_usd_micros", "error"),
)


@given(wild_replies(*_FIELDS, words=("pending", "completed", "failed", "daily_limit")))
def test_any_reply_ends_in_a_known_way(received: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(received, _JOB)
        except ProviderError:
            continue
    assert ADAPTER.is_final(delivery(received.body))
