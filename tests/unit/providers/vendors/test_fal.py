"""Wire format: docs.fal.ai, Queue API, Webhooks and Errors."""

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
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.replies import OutputFile, Pending
from shared.providers.requests import Capability, ProviderRequest
from shared.providers.vendors.fal import ADAPTER
from tests.scenes.adapter_parts import (
    CALLBACK_URL,
    connection,
    delivery,
    generate_request,
    input_image,
    job,
    recolor_request,
    reply,
    request_for,
    text_request,
    video_request,
    wild_replies,
)

_REQUEST = "https://queue.fal.run/fal-ai/flux-2-pro/requests/r1"
_LINKS = {
    "status_url": f"{_REQUEST}/status",
    "response_url": _REQUEST,
    "cancel_url": f"{_REQUEST}/cancel",
}
_JOB = job(ADAPTER, "generate", handle=_LINKS, request_id="r1")
_IMAGE = "https://media.test/image.png"

_INPUTS: dict[Capability, tuple[str, dict[str, Any]]] = {
    "cutout": ("fal-ai/bria/background/remove", {"image_url": "https://media.test/photo.png"}),
    "generate": (
        "fal-ai/flux-2-pro/edit",
        {
            "prompt": "A model wears a linen coat",
            "image_urls": ["https://media.test/cutout.png"],
            "image_size": {"width": 1536, "height": 2048},
            "seed": 7,
        },
    ),
    "edit": (
        "fal-ai/nano-banana-pro/edit",
        {"prompt": "Make the coat longer", "image_urls": [_IMAGE], "seed": 7},
    ),
    "background": (
        "fal-ai/nano-banana-pro/edit",
        {
            "prompt": "Replace the background. Keep the subject as it is. Make the coat longer",
            "image_urls": [_IMAGE],
            "seed": 7,
        },
    ),
    "recolor": (
        "fal-ai/nano-banana-pro/edit",
        {
            "prompt": "Change the color of the coat to #aa2211. Keep all else as it is. "
            "Make the coat longer",
            "image_urls": [_IMAGE],
            "seed": 7,
        },
    ),
    "inpaint": (
        "fal-ai/flux-pro/v1/fill",
        {
            "prompt": "a golden button",
            "image_url": _IMAGE,
            "mask_url": "https://media.test/mask.png",
            "seed": 7,
        },
    ),
    "try_on": (
        "fal-ai/fashn/tryon/v1.6",
        {
            "model_image": "https://media.test/person.png",
            "garment_image": "https://media.test/garment.png",
            "category": "tops",
            "mode": "quality",
            "num_samples": 1,
            "seed": 7,
        },
    ),
    "upscale": (
        "fal-ai/topaz/upscale/image",
        {"image_url": _IMAGE, "upscale_factor": 2, "output_format": "png"},
    ),
    "video": (
        "fal-ai/kling-video/v3/pro/image-to-video",
        {
            "start_image_url": _IMAGE,
            "prompt": "She turns around",
            "negative_prompt": "blurry",
            "duration": "5",
            "generate_audio": False,
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
        url=f"https://queue.fal.run/{model}",
        headers={"Authorization": "Key test-api_key"},
        params={"fal_webhook": CALLBACK_URL},
        json=inputs,
    )


def _sent(request: ProviderRequest, capability: Capability) -> Any:
    return ADAPTER.build_submit(request, job(ADAPTER, capability)).json


def test_references_follow_the_product() -> None:
    model = input_image(url="https://media.test/model.png")

    inputs = _sent(generate_request(references=(model,)), "generate")

    assert inputs["image_urls"][1:] == ["https://media.test/model.png"]


def test_large_seeds_are_folded() -> None:
    assert _sent(generate_request(seed=2**31 + 5), "generate")["seed"] == 5


@pytest.mark.parametrize(("asked", "made"), [(1, "3"), (7, "7"), (60, "15")])
def test_videos_get_the_nearest_length(asked: int, made: str) -> None:
    assert _sent(video_request(seconds=asked), "video")["duration"] == made


def test_unnamed_garment_is_recolored() -> None:
    sent = _sent(recolor_request(garment="", prompt=""), "recolor")

    assert sent["prompt"].startswith("Change the color of the garment to #aa2211.")


def test_texts_are_not_taken() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(text_request(), _JOB)


def test_accepted_job_keeps_its_links() -> None:
    received = reply(200, {"request_id": "r1", "status": "IN_QUEUE", **_LINKS})

    submitted = ADAPTER.parse_submit(received, _JOB)

    assert (submitted.request_id, submitted.handle) == ("r1", _LINKS)  # type: ignore[union-attr]


@pytest.mark.parametrize("host", ["https://evil.test/x", "http://queue.fal.run/x", "", "http://["])
def test_key_goes_to_no_other_host(host: str) -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_submit(reply(200, {"request_id": "r1", **_LINKS, "status_url": host}), _JOB)


def test_polling_uses_the_given_link() -> None:
    request = ADAPTER.build_poll(_JOB)

    assert (request.method, request.url) == ("GET", _LINKS["status_url"])
    assert request.headers == {"Authorization": "Key test-api_key"}


@pytest.mark.parametrize("status", ["IN_QUEUE", "IN_PROGRESS"])
def test_work_in_progress_is_pending(status: str) -> None:
    assert ADAPTER.parse_poll(reply(202, {"status": status}), _JOB) == Pending()


def test_completed_job_asks_for_its_result() -> None:
    request = ADAPTER.parse_poll(reply(200, {"status": "COMPLETED", "metrics": {}}), _JOB)

    assert isinstance(request, HttpRequest)
    assert (request.method, request.url) == ("GET", _LINKS["response_url"])


@pytest.mark.parametrize(
    ("error_type", "error"),
    [
        ("request_timeout", ProviderTimeout),
        ("startup_timeout", ProviderTimeout),
        ("runner_scheduling_failure", ProviderUnavailable),
        ("internal_error", ProviderUnavailable),
        ("bad_request", ProviderInvalidRequest),
        ("client_cancelled", ProviderFailed),
        ("something_new", ProviderFailed),
        (None, ProviderFailed),
    ],
)
def test_completed_with_error_is_a_failure(
    error_type: str | None, error: type[ProviderError]
) -> None:
    received = {"status": "COMPLETED", "error": "It failed", "error_type": error_type}

    with pytest.raises(error):
        ADAPTER.parse_poll(reply(200, received), _JOB)


@pytest.mark.parametrize(
    "body",
    [
        {"images": [{"url": "https://v3.fal.media/a.png", "content_type": "image/png"}], "seed": 9},
        {"image": {"url": "https://v3.fal.media/a.png", "content_type": "image/png"}, "seed": 9},
    ],
)
def test_result_is_the_first_file(body: dict[str, Any]) -> None:
    done = ADAPTER.parse_result(reply(200, body), _JOB)

    assert done.files == (OutputFile(url="https://v3.fal.media/a.png", mime="image/png"),)
    assert (done.seed, done.model) == (9, "fal-ai/flux-2-pro/edit")


def test_video_is_a_result() -> None:
    done = ADAPTER.parse_result(reply(200, {"video": {"url": "https://v3.fal.media/a.mp4"}}), _JOB)

    assert done.files[0].url == "https://v3.fal.media/a.mp4"


def test_hidden_image_is_a_refused_output() -> None:
    body = {"images": [{"url": "https://v3.fal.media/a.png"}], "has_nsfw_concepts": [True]}

    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_result(reply(200, body), _JOB)

    assert caught.value.stage == "output"


@pytest.mark.parametrize(("place", "stage"), [("body", "input"), ("response", "unknown")])
def test_content_policy_is_a_refusal(place: str, stage: str) -> None:
    problem = {"loc": [place, "prompt"], "type": "content_policy_violation", "msg": "flagged"}

    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_result(reply(422, {"detail": [problem]}), _JOB)

    assert caught.value.stage == stage


@pytest.mark.parametrize(
    ("received", "error"),
    [
        (reply(422, {"detail": [{"type": "image_too_small"}]}), ProviderInvalidRequest),
        (reply(422, {"detail": [{"type": "no_media_generated"}]}), ProviderFailed),
        (reply(400, {"detail": "x", "error_type": "bad_request"}), ProviderInvalidRequest),
        (reply(504, {"detail": "x", "error_type": "startup_timeout"}), ProviderTimeout),
        (reply(502, {"error_type": "runner_incomplete_response"}), ProviderUnavailable),
        (reply(500, b"", x_fal_error_type="runner_server_error"), ProviderUnavailable),
        (reply(403, {"detail": "User is locked. Reason: Exhausted balance."}), ProviderOutOfCredit),
        (reply(403, {"detail": "Forbidden"}), ProviderAuthFailed),
        (reply(401, {"detail": "No key"}), ProviderAuthFailed),
        (reply(404, {"detail": "Not found"}), ProviderFailed),
        (reply(503, b"<html>"), ProviderUnavailable),
        (reply(200, b"<html>"), ProviderFailed),
        (reply(200, {"images": []}), ProviderFailed),
    ],
)
def test_each_error_has_its_class(received: HttpReply, error: type[ProviderError]) -> None:
    with pytest.raises(ProviderError) as caught:
        ADAPTER.parse_result(received, _JOB)

    assert type(caught.value) is error


def test_busy_gateway_tells_when() -> None:
    with pytest.raises(ProviderRateLimited) as caught:
        ADAPTER.parse_submit(reply(429, b"", retry_after="3"), _JOB)

    assert caught.value.retry_after_seconds == 3


@pytest.mark.parametrize(("status", "outcome"), [(202, "requested"), (400, "too_late")])
def test_cancelling_is_a_request(status: int, outcome: str) -> None:
    request = ADAPTER.build_cancel(_JOB)

    assert request is not None
    assert (request.method, request.url) == ("PUT", _LINKS["cancel_url"])
    assert ADAPTER.parse_cancel(reply(status), _JOB) == outcome


def test_keys_are_at_the_connections_host() -> None:
    real = connection(ADAPTER)

    assert ADAPTER.keys_url(real) == "https://rest.fal.ai/.well-known/jwks.json"


def test_unsigned_callback_is_refused() -> None:
    with pytest.raises(BadSignature):
        ADAPTER.verify(delivery({"status": "OK"}), connection(ADAPTER), [])


_FIELDS = (
    *("request_id", "status", *_LINKS, "error", "error_type", "detail", "type", "loc"),
    *("images", "image", "video", "url", "content_type", "seed", "has_nsfw_concepts"),
)


@given(wild_replies(*_FIELDS, words=("COMPLETED", "IN_QUEUE", "bad_request", _REQUEST)))
def test_any_reply_ends_in_a_known_way(received: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll, ADAPTER.parse_result):
        try:
            parse(received, _JOB)
        except ProviderError:
            continue
    assert ADAPTER.parse_cancel(received, _JOB) in ("requested", "too_late")
