"""Veo: a long-running operation from the submit to the video."""

from typing import Any

import pytest
from hypothesis import given

from shared.providers import errors
from shared.providers.adapter import HttpReply, HttpRequest
from shared.providers.replies import Completed, Pending, Submitted
from shared.providers.vendors.veo import ADAPTER
from tests.scenes.adapter_parts import (
    edit_request,
    input_image,
    reply,
    video_request,
    wild_replies,
)
from tests.scenes.google_parts import MODELS, google_error, google_job

JOB = google_job(ADAPTER, "video")
MODEL = f"{MODELS}/veo-3.1-generate-001"
OPERATION = "projects/atelier/locations/europe-west4/operations/42"
RUNNING = google_job(
    ADAPTER,
    "video",
    request_id=OPERATION,
    handle={"operation": OPERATION, "model": "veo-3.1-generate-001"},
)


def test_still_image_is_requested_as_a_video() -> None:
    assert ADAPTER.build_submit(video_request(), JOB) == HttpRequest(
        method="POST",
        url=f"{MODEL}:predictLongRunning",
        json={
            "instances": [
                {
                    "prompt": "She turns around",
                    "image": {"bytesBase64Encoded": "cGljdHVyZQ==", "mimeType": "image/png"},
                }
            ],
            "parameters": {
                "aspectRatio": "9:16",
                "durationSeconds": 6,
                "generateAudio": False,
                "personGeneration": "allow_adult",
                "resolution": "1080p",
                "sampleCount": 1,
                "seed": 7,
                "negativePrompt": "blurry",
            },
        },
        timeout_seconds=60,
        authorize="google",
    )


@pytest.mark.parametrize(("wanted", "given_"), [(1, 4), (4, 4), (7, 8), (8, 8), (30, 8)])
def test_length_becomes_one_that_it_has(wanted: int, given_: int) -> None:
    built = ADAPTER.build_submit(video_request(seconds=wanted), JOB)
    assert built.json["parameters"]["durationSeconds"] == given_


def test_large_image_is_refused() -> None:
    with pytest.raises(errors.ProviderInvalidRequest, match="20 MB"):
        ADAPTER.build_submit(video_request(image=input_image(b"x" * 20_000_001)), JOB)


def test_other_work_is_not_offered() -> None:
    with pytest.raises(errors.ProviderInvalidRequest):
        ADAPTER.build_submit(edit_request(), JOB)


def test_operation_is_remembered() -> None:
    submitted = ADAPTER.parse_submit(reply(200, {"name": OPERATION}), JOB)
    assert submitted == Submitted(OPERATION, RUNNING.handle)


def test_reply_without_operation_is_a_failure() -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_submit(reply(200, {}), JOB)


def test_poll_posts_the_operation() -> None:
    assert ADAPTER.build_poll(RUNNING) == HttpRequest(
        method="POST",
        url=f"{MODEL}:fetchPredictOperation",
        json={"operationName": OPERATION},
        timeout_seconds=60,
        authorize="google",
    )


@pytest.mark.parametrize("body", [{"name": OPERATION}, {"name": OPERATION, "done": False}])
def test_unfinished_operation_is_pending(body: dict[str, Any]) -> None:
    assert ADAPTER.parse_poll(reply(200, body), RUNNING) == Pending()


def done(**members: Any) -> HttpReply:
    return reply(200, {"name": OPERATION, "done": True, **members})


def test_finished_operation_holds_the_video() -> None:
    videos = [{"bytesBase64Encoded": "ZmlsbQ==", "mimeType": "video/mp4"}]
    completed = ADAPTER.parse_poll(done(response={"videos": videos}), RUNNING)
    assert isinstance(completed, Completed)
    assert [(file.body, file.mime) for file in completed.files] == [(b"film", "video/mp4")]


def test_filtered_video_is_refused() -> None:
    response = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["Faces"]}
    with pytest.raises(errors.ProviderRefused) as caught:
        ADAPTER.parse_poll(done(response=response), RUNNING)
    assert caught.value.stage == "output"


def test_empty_response_is_a_failure() -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_poll(done(response={}), RUNNING)


@pytest.mark.parametrize(
    ("code", "message", "name"),
    [
        (3, "The prompt violates Vertex AI's usage guidelines.", "ProviderRefused"),
        (3, "The image has no pixels.", "ProviderInvalidRequest"),
        (4, "", "ProviderTimeout"),
        (7, "", "ProviderAuthFailed"),
        (8, "", "ProviderRateLimited"),
        (13, "", "ProviderUnavailable"),
        (14, "", "ProviderUnavailable"),
        (99, "", "ProviderFailed"),
    ],
)
def test_operation_code_chooses_the_class(code: int, message: str, name: str) -> None:
    with pytest.raises(getattr(errors, name)):
        ADAPTER.parse_poll(done(error={"code": code, "message": message}), RUNNING)


def test_forgotten_operation_is_a_failure() -> None:
    with pytest.raises(errors.ProviderFailed):
        ADAPTER.parse_poll(reply(404, google_error("NOT_FOUND", 404)), RUNNING)


def test_busy_poll_is_a_rate_limit() -> None:
    with pytest.raises(errors.ProviderRateLimited):
        ADAPTER.parse_poll(reply(429, google_error("RESOURCE_EXHAUSTED", 429)), RUNNING)


def test_video_cannot_be_cancelled() -> None:
    assert ADAPTER.build_cancel(RUNNING) is None


@given(
    wild_replies("name", "done", "error", "code", "message", "response", "videos", "details",
                 "bytesBase64Encoded", "raiMediaFilteredCount", "raiMediaFilteredReasons")
)  # fmt: skip
def test_any_reply_ends_in_a_provider_error(reply_: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            answered = parse(reply_, RUNNING)
        except errors.ProviderError:
            continue
        assert isinstance(answered, Submitted | Pending | Completed)
