"""Wire format: replicate.com/docs, HTTP API and Webhooks."""

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
from shared.providers.replies import OutputFile, Pending, Submitted
from shared.providers.requests import Capability
from shared.providers.vendors.replicate import ADAPTER
from tests.scenes.adapter_parts import (
    CALLBACK_URL,
    connection,
    delivery,
    generate_request,
    input_image,
    job,
    reply,
    request_for,
    text_request,
    video_request,
    wild_replies,
)

_JOB = job(ADAPTER, "generate", request_id="p1")
_IMAGE = "https://media.test/image.png"
_PAINTER = "black-forest-labs/flux-2-pro"
_SAME_FRAME = {"aspect_ratio": "match_input_image", "resolution": "match_input_image"}
_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def _painting(prompt: str, image: str = _IMAGE, **more: Any) -> dict[str, Any]:
    plain = {"prompt": prompt, "input_images": [image], "seed": 7, "output_format": "png"}
    return plain | (more or _SAME_FRAME)


_INPUTS: dict[Capability, tuple[str, dict[str, Any]]] = {
    "cutout": ("bria/remove-background", {"image": "https://media.test/photo.png"}),
    "generate": (
        _PAINTER,
        _painting(
            "A model wears a linen coat",
            "https://media.test/cutout.png",
            aspect_ratio="custom",
            width=1536,
            height=2048,
        ),
    ),
    "edit": (_PAINTER, _painting("Make the coat longer")),
    "background": (
        _PAINTER,
        _painting("Replace the background. Keep the subject as it is. Make the coat longer"),
    ),
    "recolor": (
        _PAINTER,
        _painting(
            "Change the color of the coat to #aa2211. Keep all else as it is. Make the coat longer"
        ),
    ),
    "inpaint": (
        "black-forest-labs/flux-fill-pro",
        {
            "image": _IMAGE,
            "mask": "https://media.test/mask.png",
            "prompt": "a golden button",
            "seed": 7,
            "output_format": "png",
        },
    ),
    "upscale": (
        "topazlabs/image-upscale",
        {"image": _IMAGE, "upscale_factor": "2x", "output_format": "png"},
    ),
    "video": (
        "kwaivgi/kling-v2.1",
        {
            "start_image": _IMAGE,
            "prompt": "She turns around",
            "negative_prompt": "blurry",
            "duration": 5,
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
        url=f"https://api.replicate.com/v1/models/{model}/predictions",
        headers={"Authorization": "Bearer test-api_key"},
        json={
            "input": inputs,
            "webhook": CALLBACK_URL,
            "webhook_events_filter": ["completed"],
        },
    )


@pytest.mark.parametrize(("asked", "made"), [(3, 5), (7, 5), (8, 10), (30, 10)])
def test_videos_last_five_or_ten(asked: int, made: int) -> None:
    request = ADAPTER.build_submit(video_request(seconds=asked), job(ADAPTER, "video"))

    assert request.json["input"]["duration"] == made


def test_nine_images_are_too_many() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(generate_request(references=(input_image(),) * 8), _JOB)


def test_texts_are_not_taken() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(text_request(), _JOB)


def test_accepted_prediction_has_an_id() -> None:
    received = reply(201, {"id": "p1", "status": "starting"})

    assert ADAPTER.parse_submit(received, _JOB) == Submitted(request_id="p1")


def test_poll_asks_for_the_prediction() -> None:
    assert ADAPTER.build_poll(_JOB) == HttpRequest(
        method="GET",
        url="https://api.replicate.com/v1/predictions/p1",
        headers={"Authorization": "Bearer test-api_key"},
    )


@pytest.mark.parametrize("status", ["starting", "processing", "queued"])
def test_work_in_progress_is_pending(status: str) -> None:
    assert ADAPTER.parse_poll(reply(200, {"id": "p1", "status": status}), _JOB) == Pending()


_LINK = "https://replicate.delivery/x.png"


@pytest.mark.parametrize("output", [_LINK, [_LINK, "b"], [None, _LINK], {"image": _LINK}])
def test_output_may_have_any_shape(output: Any) -> None:
    done = ADAPTER.parse_poll(reply(200, {"status": "succeeded", "output": output}), _JOB)

    assert done.files == (OutputFile(url=_LINK),)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"status": "failed", "error": "NSFW content detected"}, ProviderRefused),
        ({"status": "failed", "error": "flagged as sensitive (E005)"}, ProviderRefused),
        ({"status": "failed", "error": "unavailable due to high demand"}, ProviderUnavailable),
        ({"status": "failed", "error": "CUDA out of memory"}, ProviderFailed),
        ({"status": "failed", "error": None}, ProviderFailed),
        ({"status": "canceled"}, ProviderFailed),
        ({"status": "aborted"}, ProviderFailed),
        ({"status": "succeeded", "output": None, "data_removed": True}, ProviderFailed),
        ({}, ProviderFailed),
    ],
)
def test_each_final_status_has_its_class(body: dict[str, Any], error: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_poll(reply(200, body), _JOB)

    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ProviderAuthFailed),
        (402, ProviderOutOfCredit),
        (404, ProviderFailed),
        (422, ProviderInvalidRequest),
        (500, ProviderUnavailable),
        (200, ProviderFailed),
    ],
)
def test_each_status_has_its_class(status: int, error: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_submit(reply(status, {"title": "x", "status": status}), _JOB)

    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("received", "seconds"),
    [
        (reply(429, {"detail": "throttled"}, retry_after="9"), 9),
        (reply(429, {"detail": "throttled", "retry_after": 8}), 8),
        (reply(429, {"detail": "throttled", "retry_after": "soon"}), None),
    ],
)
def test_throttling_tells_when(received: HttpReply, seconds: float | None) -> None:
    with pytest.raises(ProviderRateLimited) as caught:
        ADAPTER.parse_submit(received, _JOB)

    assert caught.value.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("received", "outcome"),
    [
        (reply(200, {"status": "canceled"}), "cancelled"),
        (reply(200, {"status": "succeeded"}), "too_late"),
        (reply(200, {"status": "processing"}), "requested"),
        (reply(404, b""), "too_late"),
    ],
)
def test_cancelling_tells_how_it_went(received: HttpReply, outcome: str) -> None:
    request = ADAPTER.build_cancel(_JOB)

    assert request is not None
    assert (request.method, request.url) == (
        "POST",
        "https://api.replicate.com/v1/predictions/p1/cancel",
    )
    assert ADAPTER.parse_cancel(received, _JOB) == outcome


def test_signed_callback_passes() -> None:
    headers = {
        "webhook-id": "msg_test_1",
        "webhook-timestamp": "1700000000",
        "webhook-signature": "v1,nrgeB9vaPKZjqHrLslYrPlvOiJp4DsJ4TgIN0gVAalE=",
    }
    signed = delivery(b'{"id":"job-1","status":"succeeded"}', headers)

    ADAPTER.verify(signed, connection(ADAPTER, webhook_secret=_SECRET), [])

    assert ADAPTER.is_final(signed)


def test_unsigned_callback_is_refused() -> None:
    with pytest.raises(BadSignature):
        ADAPTER.verify(delivery({"status": "succeeded"}), connection(ADAPTER), [])


@pytest.mark.parametrize("status", ["starting", "processing", None])
def test_progress_is_not_final(status: str | None) -> None:
    assert not ADAPTER.is_final(delivery({"status": status}))


_FIELDS = ("id", "status", "output", "error", "urls", "retry_after", "detail", "title")


@given(wild_replies(*_FIELDS, words=("succeeded", "failed", "processing", "canceled")))
def test_any_reply_ends_in_a_known_way(received: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(received, _JOB)
        except ProviderError:
            continue
    assert ADAPTER.parse_cancel(received, _JOB) in ("cancelled", "requested", "too_late")
    assert ADAPTER.is_final(delivery(received.body)) in (True, False)
