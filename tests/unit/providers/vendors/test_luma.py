"""Wire format: PyPI lumaai 1.21.0."""

from typing import Any

import pytest
from hypothesis import given

from shared.core.set_vocabulary import Category
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
from shared.providers.requests import Capability, ShotFrame
from shared.providers.vendors.luma import ADAPTER
from tests.scenes import adapter_parts as parts

_PATH = "https://api.lumalabs.ai/dream-machine/v1/generations"
_KEY = {"Authorization": "Bearer test-api_key"}


def _job(capability: Capability = "generate", **changes: Any) -> Job:
    return parts.job(ADAPTER, capability, request_id="gen-1", **changes)


def test_image_refers_to_product_and_person() -> None:
    person = parts.input_image(url="https://media.test/person.png")
    sent = ADAPTER.build_submit(parts.generate_request(references=(person,)), _job())
    assert (sent.method, sent.url, sent.headers) == ("POST", f"{_PATH}/image", _KEY)
    assert sent.json == {
        "model": "photon-1",
        "callback_url": parts.CALLBACK_URL,
        "prompt": "A model wears a linen coat\n\nAvoid: blurry",
        "image_ref": [{"url": "https://media.test/cutout.png", "weight": 1.0}],
        "character_ref": {"identity0": {"images": ["https://media.test/person.png"]}},
        "aspect_ratio": "3:4",
        "format": "png",
    }


def test_edit_modifies_the_image() -> None:
    sent = ADAPTER.build_submit(parts.edit_request(negative=""), _job("edit"))
    assert sent.json == {
        "model": "photon-1",
        "callback_url": parts.CALLBACK_URL,
        "prompt": "Make the coat longer",
        "modify_image_ref": {"url": "https://media.test/image.png", "weight": 1.0},
        "format": "png",
    }


def test_edit_with_a_frame_takes_its_ratio() -> None:
    frame = ShotFrame(category=Category.ON_MODEL, aspect_ratio="4:5")
    sent = ADAPTER.build_submit(parts.edit_request(shot=frame), _job("edit"))
    assert sent.json["aspect_ratio"] == "3:4"


@pytest.mark.parametrize(("seconds", "duration"), [(4, "5s"), (5, "5s"), (6, "9s")])
def test_video_starts_at_the_image(seconds: int, duration: str) -> None:
    request = parts.video_request(seconds=seconds, negative="", aspect_ratio="9:16")
    sent = ADAPTER.build_submit(request, _job("video"))
    assert sent.url == f"{_PATH}/video"
    assert sent.json == {
        "model": "ray-2",
        "callback_url": parts.CALLBACK_URL,
        "prompt": "She turns around",
        "keyframes": {"frame0": {"type": "image", "url": "https://media.test/image.png"}},
        "aspect_ratio": "9:16",
        "duration": duration,
        "resolution": "720p",
    }


def test_unknown_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(parts.try_on_request(), _job())


def test_generation_is_submitted() -> None:
    received = parts.reply(201, {"id": "gen-1", "state": "queued"})
    assert ADAPTER.parse_submit(received, _job()) == Submitted("gen-1")


def test_poll_and_cancel_name_the_generation() -> None:
    polled, cancelled = ADAPTER.build_poll(_job()), ADAPTER.build_cancel(_job())
    assert (polled.method, polled.url, polled.headers) == ("GET", f"{_PATH}/gen-1", _KEY)
    assert cancelled is not None
    assert (cancelled.method, cancelled.url) == ("DELETE", f"{_PATH}/gen-1")
    assert ADAPTER.parse_cancel(parts.reply(204), _job()) == "requested"
    assert ADAPTER.parse_cancel(parts.reply(404), _job()) == "too_late"


@pytest.mark.parametrize("state", ["queued", "dreaming"])
def test_unfinished_generation_is_pending(state: str) -> None:
    assert ADAPTER.parse_poll(parts.reply(200, {"state": state}), _job()) == Pending()


@pytest.mark.parametrize(
    ("capability", "kind", "mime"), [("generate", "image", ""), ("video", "video", "video/mp4")]
)
def test_finished_generation_has_its_asset(capability: Capability, kind: str, mime: str) -> None:
    url = "https://storage.cdn-luma.com/dream_machine/a"
    received = {"id": "gen-1", "state": "completed", "assets": {kind: url}}
    found = ADAPTER.parse_poll(parts.reply(200, received), _job(capability))
    assert isinstance(found, Completed)
    assert found.files == (OutputFile(url=url, mime=mime),)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ({"state": "failed", "failure_reason": "Prompt did not pass moderation"}, ProviderRefused),
        ({"state": "failed", "failure_reason": "Job failed"}, ProviderFailed),
        ({"state": "failed"}, ProviderFailed),
        ({"state": "completed", "assets": None}, ProviderFailed),
        ({"state": "asleep"}, ProviderFailed),
    ],
)
def test_failed_generation_is_classified(
    received: dict[str, Any], expected: type[ProviderError]
) -> None:
    with pytest.raises(expected) as caught:
        ADAPTER.parse_poll(parts.reply(200, received), _job())
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("status", "detail", "expected"),
    [
        (400, "Insufficient credits", ProviderOutOfCredit),
        (400, "Prompt not allowed because it failed moderation", ProviderRefused),
        (400, "Invalid aspect ratio", ProviderInvalidRequest),
        (401, "Not authenticated", ProviderAuthFailed),
        (403, "Not authenticated", ProviderAuthFailed),
        (422, [{"loc": ["body"]}], ProviderInvalidRequest),
        (429, "Too many", ProviderRateLimited),
        (500, "", ProviderUnavailable),
    ],
)
def test_refused_job_is_classified(status: int, detail: Any, expected: type[ProviderError]) -> None:
    with pytest.raises(expected) as caught:
        ADAPTER.parse_submit(parts.reply(status, {"detail": detail}), _job())
    assert type(caught.value) is expected


def test_generation_that_vanished_may_go_elsewhere() -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_poll(parts.reply(404, {"detail": "Not found"}), _job())


def test_generation_may_fail_at_once() -> None:
    received = parts.reply(201, {"id": "gen-1", "state": "failed", "failure_reason": "moderated"})
    with pytest.raises(ProviderRefused):
        ADAPTER.parse_submit(received, _job())


def test_callback_is_final_at_the_end() -> None:
    for state, is_final in (("completed", True), ("failed", True), ("dreaming", False)):
        assert ADAPTER.is_final(parts.delivery({"id": "gen-1", "state": state})) is is_final


@given(
    parts.wild_replies(
        "id", "state", "assets", "image", "detail", words=("completed", "failed", "dreaming")
    )
)
def test_parsers_raise_provider_errors_only(reply: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(reply, _job())
        except ProviderError:
            continue
    assert ADAPTER.parse_cancel(reply, _job()) in ("requested", "too_late")
