"""Wire format: PyPI fashn 0.9.0; docs.fashn.ai, error handling."""

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
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.requests import ProviderRequest, ShotFrame
from shared.providers.vendors.fashn import ADAPTER
from tests.scenes import adapter_parts as parts

_IMAGE = "https://media.test/image.png"


def _submit(request: ProviderRequest, **changes: Any) -> Any:
    order = parts.job(ADAPTER, request.capability, **changes)
    return ADAPTER.build_submit(request, order)


def _job(**changes: Any) -> Job:
    return parts.job(ADAPTER, "try_on", request_id="run-1", **changes)


def test_try_on_is_a_run_with_webhook() -> None:
    sent = _submit(parts.try_on_request())
    assert (sent.method, sent.url) == ("POST", "https://api.fashn.ai/v1/run")
    assert sent.params == {"webhook_url": parts.CALLBACK_URL}
    assert sent.headers == {"Authorization": "Bearer test-api_key"}
    assert sent.json == {
        "model_name": "tryon-max",
        "inputs": {
            "model_image": "https://media.test/person.png",
            "product_image": "https://media.test/garment.png",
            "prompt": "tucked in",
            "resolution": "2k",
            "generation_mode": "quality",
            "seed": 7,
            "output_format": "png",
        },
    }


def test_older_try_on_takes_a_category() -> None:
    assert _submit(parts.try_on_request(), model="tryon-v1.6").json["inputs"] == {
        "model_image": "https://media.test/person.png",
        "garment_image": "https://media.test/garment.png",
        "category": "tops",
        "mode": "quality",
        "seed": 7,
        "output_format": "png",
    }


def test_product_goes_on_the_model() -> None:
    person = parts.input_image(url="https://media.test/person.png")
    sent = _submit(parts.generate_request(references=(person, person), longest_edge=4000))
    assert sent.json == {
        "model_name": "product-to-model",
        "inputs": {
            "product_image": "https://media.test/cutout.png",
            "model_image": "https://media.test/person.png",
            "prompt": "A model wears a linen coat",
            "aspect_ratio": "3:4",
            "resolution": "4k",
            "generation_mode": "quality",
            "seed": 7,
            "output_format": "png",
        },
    }


def test_product_alone_becomes_a_packshot() -> None:
    frame = ShotFrame(category=Category.FLAT_LAY, aspect_ratio="1:1")
    sent = _submit(parts.generate_request(shot=frame, references=(parts.input_image(),)))
    assert sent.json["model_name"] == "packshot"
    assert "model_image" not in sent.json["inputs"]
    assert sent.json["inputs"]["aspect_ratio"] == "1:1"


@pytest.mark.parametrize(
    ("request_", "model", "inputs"),
    [
        (parts.cutout_request(), "background-remove", {"image": "https://media.test/photo.png"}),
        (
            parts.video_request(seconds=8),
            "image-to-video",
            {
                "image": _IMAGE,
                "prompt": "She turns around",
                "negative_prompt": "blurry",
                "duration": 10,
                "resolution": "1080p",
                "seed": 7,
            },
        ),
    ],
)
def test_other_jobs_are_runs(request_: ProviderRequest, model: str, inputs: dict[str, Any]) -> None:
    assert _submit(request_).json == {"model_name": model, "inputs": inputs}


@pytest.mark.parametrize(
    ("request_", "model", "word"),
    [
        (parts.edit_request(), "edit", "Make the coat longer"),
        (parts.background_request(), "background-change", "Make the coat longer"),
        (parts.recolor_request(), "edit", "#aa2211"),
        (parts.inpaint_request(), "edit", "a golden button"),
    ],
)
def test_changes_become_a_prompt(request_: ProviderRequest, model: str, word: str) -> None:
    sent = _submit(request_).json
    assert sent["model_name"] == model
    assert word in sent["inputs"].pop("prompt")
    mask = {"mask": "https://media.test/mask.png"} if "golden" in word else {}
    own = {"image": _IMAGE, "resolution": "2k", "seed": 7, "output_format": "png"}
    assert sent["inputs"] == own | mask


def test_huge_seeds_are_folded() -> None:
    sent = _submit(parts.try_on_request(seed=2**53 - 1))
    assert sent.json["inputs"]["seed"] < 2**32


def test_edit_without_words_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest):
        _submit(parts.edit_request(prompt="", negative=""))


def test_unknown_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(parts.upscale_request(), _job())


def test_run_is_submitted() -> None:
    received = parts.reply(200, {"id": "run-1", "error": None})
    assert ADAPTER.parse_submit(received, _job()) == Submitted("run-1")


def test_poll_asks_for_the_status() -> None:
    sent = ADAPTER.build_poll(_job())
    assert (sent.method, sent.url) == ("GET", "https://api.fashn.ai/v1/status/run-1")
    assert sent.headers == {"Authorization": "Bearer test-api_key"}


@pytest.mark.parametrize("status", ["starting", "in_queue", "processing"])
def test_unfinished_run_is_pending(status: str) -> None:
    found = ADAPTER.parse_poll(parts.reply(200, {"id": "run-1", "status": status}), _job())
    assert found == Pending()


def test_finished_run_has_files() -> None:
    urls = ["https://cdn.fashn.ai/run-1/output_0.png"]
    received = {"id": "run-1", "status": "completed", "output": urls, "error": None}
    assert ADAPTER.parse_poll(parts.reply(200, received), _job()) == Completed(
        files=(OutputFile(url=urls[0], mime="image/png"),), model="tryon-max"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ContentModerationError", ProviderRefused),
        ("ImageLoadError", ProviderInvalidRequest),
        ("PoseError", ProviderInvalidRequest),
        ("InputValidationError", ProviderInvalidRequest),
        ("PipelineError", ProviderUnavailable),
        ("InternalServerError", ProviderUnavailable),
        ("PollingTimeout", ProviderTimeout),
        ("ThirdPartyError", ProviderFailed),
        ("3rdPartyProviderError", ProviderFailed),
        ("SomethingNew", ProviderFailed),
    ],
)
def test_failed_run_is_classified(name: str, expected: type[ProviderError]) -> None:
    received = {"id": "run-1", "status": "failed", "error": {"name": name, "message": "secret"}}
    with pytest.raises(expected) as caught:
        ADAPTER.parse_poll(parts.reply(200, received), _job())
    assert type(caught.value) is expected
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (429, "OutOfCredits", ProviderOutOfCredit),
        (429, "RateLimitExceeded", ProviderRateLimited),
        (429, "ConcurrencyLimitExceeded", ProviderRateLimited),
        (400, "BadRequest", ProviderInvalidRequest),
        (401, "UnauthorizedAccess", ProviderAuthFailed),
        (404, "NotFound", ProviderInvalidRequest),
        (500, "InternalServerError", ProviderUnavailable),
        (500, "", ProviderUnavailable),
    ],
)
def test_refused_run_is_classified(status: int, error: str, expected: type[ProviderError]) -> None:
    with pytest.raises(expected):
        ADAPTER.parse_submit(parts.reply(status, {"error": error, "message": "no"}), _job())


def test_rate_limit_keeps_the_hint() -> None:
    received = parts.reply(429, {"error": "RateLimitExceeded"}, retry_after="7")
    with pytest.raises(ProviderRateLimited) as caught:
        ADAPTER.parse_submit(received, _job())
    assert caught.value.retry_after_seconds == 7


@pytest.mark.parametrize(
    ("status", "received", "expected"),
    [
        (200, {"status": "time_out"}, ProviderTimeout),
        (200, {"status": "canceled"}, ProviderFailed),
        (200, {"status": "completed", "output": []}, ProviderFailed),
        (404, {"error": "NotFound"}, ProviderFailed),
    ],
)
def test_lost_run_may_go_elsewhere(
    status: int, received: dict[str, Any], expected: type[ProviderError]
) -> None:
    with pytest.raises(expected):
        ADAPTER.parse_poll(parts.reply(status, received), _job())


def test_run_cannot_be_cancelled() -> None:
    assert ADAPTER.build_cancel(_job()) is None


def test_callback_is_final_at_the_end() -> None:
    ends = {"completed", "failed", "canceled", "time_out"}
    for status in (*ends, "processing", "starting"):
        told = parts.delivery({"id": "run-1", "status": status})
        assert ADAPTER.is_final(told) is (status in ends)
    assert not ADAPTER.is_final(parts.delivery(b"not json"))


def test_unsigned_callback_is_let_through() -> None:
    ADAPTER.verify(parts.delivery({"id": "run-1"}), parts.connection(ADAPTER), ())
    assert ADAPTER.keys_url(parts.connection(ADAPTER)) == ""


@given(parts.wild_replies("id", "status", "output", "error", words=("completed", "failed")))
def test_parsers_raise_provider_errors_only(reply: HttpReply) -> None:
    for parse in (ADAPTER.parse_submit, ADAPTER.parse_poll):
        try:
            parse(reply, _job())
        except ProviderError:
            continue
