"""Wire format: docs.bfl.ai, Integration guidelines and Errors."""

from typing import Any

import pytest
from hypothesis import given

from shared.providers.adapter import BadSignature, HttpReply, HttpRequest
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
from shared.providers.vendors.bfl import ADAPTER
from tests.scenes.adapter_parts import (
    CALLBACK_URL,
    connection,
    cutout_request,
    delivery,
    edit_request,
    generate_request,
    input_image,
    job,
    reply,
    request_for,
    wild_replies,
)

_JOB = job(ADAPTER, "generate", request_id="t1")
_IMAGE = "https://media.test/image.png"


def _painting(prompt: str, image: str = _IMAGE, **more: Any) -> dict[str, Any]:
    return {"prompt": prompt, "input_image": image, "seed": 7, "output_format": "png"} | more


_INPUTS: dict[Capability, tuple[str, dict[str, Any]]] = {
    "generate": (
        "flux-2-pro",
        _painting(
            "A model wears a linen coat", "https://media.test/cutout.png", width=1536, height=2048
        ),
    ),
    "edit": ("flux-2-pro", _painting("Make the coat longer")),
    "background": (
        "flux-2-pro",
        _painting("Replace the background. Keep the subject as it is. Make the coat longer"),
    ),
    "recolor": (
        "flux-2-pro",
        _painting(
            "Change the color of the coat to #aa2211. Keep all else as it is. Make the coat longer"
        ),
    ),
    "inpaint": (
        "flux-pro-1.0-fill",
        {
            "prompt": "a golden button",
            "image": "cGljdHVyZQ==",
            "mask": "bWFzaw==",
            "seed": 7,
            "output_format": "png",
        },
    ),
}


def test_every_model_has_its_golden_request() -> None:
    assert {model.capability for model in ADAPTER.models} == set(_INPUTS)


@pytest.mark.parametrize("capability", list(_INPUTS))
def test_submit_is_as_documented(capability: Capability) -> None:
    model, inputs = _INPUTS[capability]

    request = ADAPTER.build_submit(request_for(capability), job(ADAPTER, capability))

    assert request == HttpRequest(
        method="POST",
        url=f"https://api.eu.bfl.ai/v1/{model}",
        headers={"x-key": "test-api_key"},
        json={**inputs, "webhook_url": CALLBACK_URL},
    )


def test_secret_goes_along_when_held() -> None:
    held = job(ADAPTER, "edit", connection=connection(ADAPTER, webhook_secret="new old"))

    assert ADAPTER.build_submit(edit_request(), held).json["webhook_secret"] == "new"


def test_references_are_numbered() -> None:
    others = tuple(input_image(url=f"https://media.test/{n}.png") for n in (2, 3))

    inputs = ADAPTER.build_submit(generate_request(references=others), _JOB).json

    assert inputs["input_image_2"] == "https://media.test/2.png"
    assert inputs["input_image_3"] == "https://media.test/3.png"


def test_nine_images_are_too_many() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(generate_request(references=(input_image(),) * 8), _JOB)


def test_cutouts_are_not_taken() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(cutout_request(), _JOB)


def test_accepted_job_is_polled_by_id() -> None:
    submitted = ADAPTER.parse_submit(reply(200, {"id": "t1", "status": "Pending"}), _JOB)

    assert submitted == Submitted(request_id="t1")
    assert ADAPTER.build_poll(_JOB) == HttpRequest(
        method="GET",
        url="https://api.eu.bfl.ai/v1/get_result",
        headers={"x-key": "test-api_key"},
        params={"id": "t1"},
    )


def test_polling_url_is_used_as_given() -> None:
    url = "https://api.eu4.bfl.ai/v1/get_result?id=t1"
    submitted = ADAPTER.parse_submit(reply(200, {"id": "t1", "polling_url": url}), _JOB)
    later = job(ADAPTER, "generate", request_id="t1", handle=submitted.handle)  # type: ignore[union-attr]

    assert ADAPTER.build_poll(later).url == url


def test_key_goes_to_no_other_host() -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_submit(reply(200, {"id": "t1", "polling_url": "https://evil.test"}), _JOB)


@pytest.mark.parametrize("status", ["Pending", "Task-queued", "Task-processing"])
def test_work_in_progress_is_pending(status: str) -> None:
    received = reply(200, {"id": "t1", "status": status, "progress": 0.5})

    assert ADAPTER.parse_poll(received, _JOB) == Pending(0.5)


def test_ready_job_has_its_sample() -> None:
    sample = {"sample": "https://delivery.eu1.bfl.ai/x.png", "seed": 9}

    done = ADAPTER.parse_poll(reply(200, {"status": "Ready", "result": sample}), _JOB)

    file = OutputFile(url="https://delivery.eu1.bfl.ai/x.png")
    assert done == Completed(files=(file,), model="flux-2-pro", seed=9)


@pytest.mark.parametrize(
    ("status", "stage"), [("Request Moderated", "input"), ("Content Moderated", "output")]
)
def test_moderation_is_a_refusal(status: str, stage: str) -> None:
    received = {"status": status, "details": {"Moderation Reasons": ["x"]}}

    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_poll(reply(200, received), _JOB)

    assert caught.value.stage == stage


@pytest.mark.parametrize(
    "received",
    [
        reply(404, {"status": "Task not found"}),
        reply(404, b""),
        reply(200, {"status": "Error"}),
        reply(200, {"status": "Ready", "result": None}),
        reply(200, b"<html>"),
    ],
)
def test_other_final_statuses_are_failures(received: HttpReply) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_poll(received, _JOB)

    assert type(caught.value) is ProviderFailed


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderInvalidRequest),
        (402, ProviderOutOfCredit),
        (403, ProviderAuthFailed),
        (422, ProviderInvalidRequest),
        (429, ProviderRateLimited),
        (500, ProviderUnavailable),
        (503, ProviderUnavailable),
    ],
)
def test_each_status_has_its_class(status: int, error: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_submit(reply(status, {"detail": "x"}), _JOB)

    assert type(caught.value) is error


def test_there_is_no_cancelling() -> None:
    assert ADAPTER.build_cancel(_JOB) is None


_BODY = b'{"id":"job-1","status":"Ready"}'
_GOOD = "sha256=269d9318635be0caf5cfb298c3e017536a4e6833ea5ce9b5d88737378f9d9c13"


@pytest.mark.parametrize("headers", [{"X-BFL-Signature": _GOOD}, {}])
def test_signature_is_checked_where_it_comes(headers: dict[str, str]) -> None:
    signed = delivery(_BODY, headers)

    ADAPTER.verify(signed, connection(ADAPTER, webhook_secret="my-secret"), [])

    assert ADAPTER.is_final(signed)


def test_wrong_signature_is_refused() -> None:
    forged = delivery(_BODY, {"X-BFL-Signature": "sha256=00"})

    with pytest.raises(BadSignature):
        ADAPTER.verify(forged, connection(ADAPTER, webhook_secret="my-secret"), [])


_FIELDS = ("id", "status", "polling_url", "result", "sample", "seed", "progress", "details")
_WORDS = ("Ready", "Pending", "Request Moderated", "Error", "https://api.bfl.ai/v1/x")


@given(wild_replies(*_FIELDS, words=_WORDS))
def test_any_reply_ends_in_a_known_way(received: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(received, _JOB)
        except ProviderError:
            continue
    assert ADAPTER.is_final(delivery(received.body)) in (True, False)
