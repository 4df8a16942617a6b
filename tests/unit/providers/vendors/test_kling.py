"""Wire format: Kling API document (app.klingai.com/global/dev/document-api)."""

from typing import Any

import jwt
import pytest
from hypothesis import given

from shared.providers.adapter import HttpReply, HttpRequest, Job
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
from shared.providers.vendors.kling import ADAPTER
from tests.scenes import adapter_parts as parts

_SECRET = "a-secret-key-of-at-least-32-bytes!"
_HOST = "https://api-singapore.klingai.com"


def _job(capability: Capability = "try_on", **changes: Any) -> Job:
    held = parts.connection(ADAPTER, secret_key=_SECRET)
    return parts.job(ADAPTER, capability, connection=held, request_id="task-1", **changes)


def _task(status: str, **more: Any) -> dict[str, Any]:
    return {"code": 0, "message": "ok", "data": {"task_id": "task-1", "task_status": status} | more}


def _claims(sent: HttpRequest) -> dict[str, Any]:
    scheme, _, token = sent.headers["Authorization"].partition(" ")
    assert scheme == "Bearer"
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    checks = {"verify_exp": False, "verify_nbf": False}
    claims: dict[str, Any] = jwt.decode(token, _SECRET, algorithms=["HS256"], options=checks)
    return claims


def test_token_is_made_for_the_request() -> None:
    now = int(parts.NOW.timestamp())
    for sent in (
        ADAPTER.build_submit(parts.try_on_request(), _job()),
        ADAPTER.build_poll(_job()),
    ):
        assert _claims(sent) == {"iss": "test-access_key", "exp": now + 1800, "nbf": now - 5}


@pytest.mark.parametrize(
    ("capability", "path", "order"),
    [
        (
            "try_on",
            "/v1/images/kolors-virtual-try-on",
            {
                "model_name": "kolors-virtual-try-on-v1-5",
                "human_image": "https://media.test/person.png",
                "cloth_image": "https://media.test/garment.png",
            },
        ),
        (
            "generate",
            "/v1/images/generations",
            {
                "model_name": "kling-v2",
                "prompt": "A model wears a linen coat",
                "image": "https://media.test/cutout.png",
                "n": 1,
                "aspect_ratio": "3:4",
            },
        ),
        (
            "video",
            "/v1/videos/image2video",
            {
                "model_name": "kling-v2-1",
                "image": "https://media.test/image.png",
                "prompt": "She turns around",
                "negative_prompt": "blurry",
                "mode": "pro",
                "duration": "5",
                "external_task_id": str(parts.JOB_ID),
            },
        ),
    ],
)
def test_jobs_go_to_their_own_paths(
    capability: Capability, path: str, order: dict[str, Any]
) -> None:
    sent = ADAPTER.build_submit(parts.request_for(capability), _job(capability))
    assert (sent.method, sent.url) == ("POST", _HOST + path)
    assert sent.json == order | {"callback_url": parts.CALLBACK_URL}
    polled = ADAPTER.build_poll(_job(capability))
    assert (polled.method, polled.url) == ("GET", f"{_HOST}{path}/task-1")


def test_long_videos_take_ten_seconds() -> None:
    sent = ADAPTER.build_submit(parts.video_request(seconds=6), _job("video"))
    assert sent.json["duration"] == "10"


def test_unknown_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(parts.upscale_request(), _job())


def test_task_is_submitted() -> None:
    received = parts.reply(200, _task("submitted"))
    assert ADAPTER.parse_submit(received, _job()) == Submitted("task-1")


@pytest.mark.parametrize("status", ["submitted", "processing"])
def test_unfinished_task_is_pending(status: str) -> None:
    assert ADAPTER.parse_poll(parts.reply(200, _task(status)), _job()) == Pending()


@pytest.mark.parametrize(
    ("capability", "result", "mime"),
    [
        ("try_on", {"images": [{"index": 0, "url": "https://p1.klingai.com/a.png"}]}, ""),
        (
            "video",
            {"videos": [{"id": "v", "url": "https://p1.klingai.com/a.png", "duration": "5"}]},
            "video/mp4",
        ),
    ],
)
def test_finished_task_has_files(capability: Capability, result: dict[str, Any], mime: str) -> None:
    found = ADAPTER.parse_poll(
        parts.reply(200, _task("succeed", task_result=result)), _job(capability)
    )
    assert isinstance(found, Completed)
    assert found.files == (OutputFile(url="https://p1.klingai.com/a.png", mime=mime),)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        *((401, code, ProviderAuthFailed) for code in (1000, 1001, 1002, 1003, 1004)),
        *((429, code, ProviderOutOfCredit) for code in (1100, 1101, 1102)),
        (403, 1103, ProviderAuthFailed),
        *((400, code, ProviderInvalidRequest) for code in (1200, 1201)),
        *((404, code, ProviderInvalidRequest) for code in (1202, 1203)),
        *((400, code, ProviderRefused) for code in (1300, 1301)),
        *((429, code, ProviderRateLimited) for code in (1302, 1303)),
        (429, 1304, ProviderAuthFailed),
        (500, 5000, ProviderUnavailable),
        (503, 5001, ProviderUnavailable),
        (504, 5002, ProviderUnavailable),
        (200, 1301, ProviderRefused),
        (400, 9999, ProviderInvalidRequest),
        (502, 0, ProviderUnavailable),
        (200, 0, ProviderFailed),
    ],
)
def test_code_decides_before_status(status: int, code: int, expected: type[ProviderError]) -> None:
    received = parts.reply(status, {"code": code, "message": "secret", "request_id": "r"})
    with pytest.raises(expected) as caught:
        ADAPTER.parse_submit(received, _job())
    assert type(caught.value) is expected
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Failure to pass the risk control system", ProviderRefused),
        ("The content is sensitive", ProviderRefused),
        ("GPU lost", ProviderFailed),
        ("", ProviderFailed),
    ],
)
def test_failed_task_is_read_by_its_words(message: str, expected: type[ProviderError]) -> None:
    received = parts.reply(200, _task("failed", task_status_msg=message))
    with pytest.raises(expected) as caught:
        ADAPTER.parse_poll(received, _job())
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "received"),
    [
        (404, {"code": 1203, "message": "gone"}),
        (200, _task("succeed", task_result={})),
        (200, _task("unheard of")),
    ],
)
def test_lost_task_may_go_elsewhere(status: int, received: dict[str, Any]) -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_poll(parts.reply(status, received), _job())


def test_task_cannot_be_cancelled() -> None:
    assert ADAPTER.build_cancel(_job()) is None


def test_callback_is_final_at_the_end() -> None:
    for status, is_final in (("succeed", True), ("failed", True), ("processing", False)):
        told = parts.delivery({"task_id": "task-1", "task_status": status})
        assert ADAPTER.is_final(told) is is_final
    assert not ADAPTER.is_final(parts.delivery(b"[]"))


_STATES = ("succeed", "failed", "processing")


@given(parts.wild_replies("code", "data", "task_id", "task_status", "images", words=_STATES))
def test_parsers_raise_provider_errors_only(reply: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(reply, _job())
        except ProviderError:
            continue
