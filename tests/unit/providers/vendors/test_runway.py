"""Wire format: PyPI runwayml 5.24.0; docs.dev.runwayml.com, task failures, HTTP errors."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.providers.adapter import HttpReply, Job
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
from shared.providers.vendors.runway import ADAPTER
from tests.scenes import adapter_parts as parts

_HEADERS = {"Authorization": "Bearer test-api_key", "X-Runway-Version": "2024-11-06"}
_HOST = "https://api.dev.runwayml.com"
_INLINE = "data:image/png;base64,cGljdHVyZQ=="


def _job(capability: Capability = "generate", **changes: Any) -> Job:
    return parts.job(ADAPTER, capability, request_id="task-1", **changes)


@pytest.mark.parametrize(
    ("capability", "path", "order"),
    [
        (
            "generate",
            "/v1/text_to_image",
            {
                "model": "gen4_image",
                "promptText": "A model wears a linen coat",
                "ratio": "1080:1440",
                "referenceImages": [{"uri": _INLINE, "tag": "product"}],
                "seed": 7,
            },
        ),
        (
            "video",
            "/v1/image_to_video",
            {
                "model": "gen4_turbo",
                "promptText": "She turns around",
                "promptImage": _INLINE,
                "ratio": "832:1104",
                "duration": 5,
                "seed": 7,
            },
        ),
        (
            "upscale",
            "/v1/image_upscale",
            {
                "model": "magnific_precision_upscaler_v2",
                "imageUri": _INLINE,
                "scaleFactor": 2,
                "flavor": "photo",
            },
        ),
    ],
)
def test_jobs_are_tasks(capability: Capability, path: str, order: dict[str, Any]) -> None:
    sent = ADAPTER.build_submit(parts.request_for(capability), _job(capability))
    assert (sent.method, sent.url) == ("POST", _HOST + path)
    assert sent.headers == _HEADERS
    assert sent.json == order


def test_three_references_are_all() -> None:
    people = tuple(parts.input_image() for _ in range(4))
    sent = ADAPTER.build_submit(parts.generate_request(references=people), _job())
    tags = [reference["tag"] for reference in sent.json["referenceImages"]]
    assert tags == ["product", "person1", "person2"]


def test_large_image_goes_as_an_address() -> None:
    large = parts.input_image(body=bytes(4 * 1024 * 1024), url="https://media.test/large.png")
    sent = ADAPTER.build_submit(parts.upscale_request(image=large), _job("upscale"))
    assert sent.json["imageUri"] == "https://media.test/large.png"


def test_prompt_is_counted_in_utf16() -> None:
    ADAPTER.build_submit(parts.generate_request(prompt="x" * 1000), _job())
    with pytest.raises(ProviderInvalidRequest, match="Shorten"):
        ADAPTER.build_submit(parts.generate_request(prompt="\N{COAT}" * 501), _job())


@pytest.mark.parametrize(("wanted", "sent"), [(1, 2), (8, 8), (60, 10)])
def test_seconds_stay_within_bounds(wanted: int, sent: int) -> None:
    order = ADAPTER.build_submit(parts.video_request(seconds=wanted), _job("video"))
    assert order.json["duration"] == sent


def test_unknown_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(parts.try_on_request(), _job())


def test_task_is_submitted() -> None:
    received = parts.reply(200, {"id": "task-1", "estimatedCost": {"credits": 5}})
    assert ADAPTER.parse_submit(received, _job()) == Submitted("task-1")


def test_poll_and_cancel_name_the_task() -> None:
    polled, cancelled = ADAPTER.build_poll(_job()), ADAPTER.build_cancel(_job())
    assert (polled.method, polled.url) == ("GET", f"{_HOST}/v1/tasks/task-1")
    assert polled.headers == _HEADERS
    assert cancelled is not None
    assert (cancelled.method, cancelled.url) == ("DELETE", f"{_HOST}/v1/tasks/task-1")
    assert ADAPTER.parse_cancel(parts.reply(204), _job()) == "cancelled"
    assert ADAPTER.parse_cancel(parts.reply(404), _job()) == "too_late"


@pytest.mark.parametrize(
    ("received", "progress"),
    [
        ({"status": "PENDING"}, None),
        ({"status": "THROTTLED"}, None),
        ({"status": "RUNNING", "progress": 0.4}, 0.4),
        ({"status": "RUNNING", "progress": 7}, 1.0),
        ({"status": "RUNNING"}, None),
    ],
)
def test_waiting_is_no_error(received: dict[str, Any], progress: float | None) -> None:
    assert ADAPTER.parse_poll(parts.reply(200, received), _job()) == Pending(progress)


def test_finished_task_has_its_price() -> None:
    url = "https://dnznrvs05pmza.cloudfront.net/a.png"
    received = {"id": "task-1", "status": "SUCCEEDED", "output": [url], "cost": {"credits": 5}}
    assert ADAPTER.parse_poll(parts.reply(200, received), _job()) == Completed(
        files=(OutputFile(url=url),), model="gen4_image", cost_microusd=50_000
    )


def test_video_is_an_mp4() -> None:
    received = {"status": "SUCCEEDED", "output": ["https://x.cloudfront.net/a"]}
    found = ADAPTER.parse_poll(parts.reply(200, received), _job("video"))
    assert isinstance(found, Completed)
    assert found.files[0].mime == "video/mp4"
    assert found.cost_microusd is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SAFETY.INPUT.TEXT", ProviderRefused),
        ("SAFETY.OUTPUT.IMAGE", ProviderRefused),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", ProviderRefused),
        ("INPUT_PREPROCESSING.INTERNAL", ProviderUnavailable),
        ("ASSET.INVALID", ProviderInvalidRequest),
        ("INTERNAL.BAD_OUTPUT.CODE01", ProviderFailed),
        ("INTERNAL", ProviderUnavailable),
        ("NEVER.SEEN", ProviderUnavailable),
        (None, ProviderUnavailable),
    ],
)
def test_failure_code_decides(code: str | None, expected: type[ProviderError]) -> None:
    received = {"status": "FAILED", "failure": "secret", "failureCode": code}
    with pytest.raises(expected) as caught:
        ADAPTER.parse_poll(parts.reply(200, received), _job())
    assert type(caught.value) is expected
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize(
    ("code", "stage"), [("SAFETY.INPUT.X", "input"), ("SAFETY.OUTPUT.X", "output")]
)
def test_refusal_tells_the_stage(code: str, stage: str) -> None:
    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_poll(parts.reply(200, {"status": "FAILED", "failureCode": code}), _job())
    assert caught.value.stage == stage


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, "You do not have enough credits to run this task.", ProviderOutOfCredit),
        (400, "Validation of body failed", ProviderInvalidRequest),
        (401, "", ProviderAuthFailed),
        (404, "", ProviderInvalidRequest),
        (405, "", ProviderInvalidRequest),
        (429, "", ProviderRateLimited),
        (502, "", ProviderUnavailable),
        (503, "", ProviderUnavailable),
        (504, "", ProviderUnavailable),
    ],
)
def test_refused_job_is_classified(status: int, error: str, expected: type[ProviderError]) -> None:
    with pytest.raises(expected) as caught:
        ADAPTER.parse_submit(parts.reply(status, {"error": error}), _job())
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "received"),
    [(404, {}), (200, {"status": "CANCELLED"}), (200, {"status": "SUCCEEDED", "output": "x"})],
)
def test_lost_task_may_go_elsewhere(status: int, received: dict[str, Any]) -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_poll(parts.reply(status, received), _job())


@given(
    parts.wild_replies(
        "id",
        *("status", "output", "cost", "credits", "progress", "failureCode", "error"),
        words=("SUCCEEDED", "FAILED", "RUNNING"),
    ),
    st.sampled_from(("generate", "video")),
)
def test_parsers_raise_provider_errors_only(reply: HttpReply, capability: Capability) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(reply, _job(capability))
        except ProviderError:
            continue
    assert ADAPTER.parse_cancel(reply, _job()) in ("cancelled", "too_late")
