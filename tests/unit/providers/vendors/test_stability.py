"""Stability AI: forms and replies."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from shared.providers.adapter import HttpReply
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
from shared.providers.replies import Completed, OutputFile
from shared.providers.vendors.stability import ADAPTER
from tests.scenes.adapter_parts import (
    background_request,
    cutout_request,
    generate_request,
    input_image,
    job,
    recolor_request,
    reply,
    request_for,
    upscale_request,
    wild_replies,
)

BASE = "https://api.stability.ai/v2beta/stable-image"
WORDS = {"seed": "7", "negative_prompt": "blurry"}
FORMS: dict[Any, tuple[str, dict[str, str]]] = {
    "cutout": ("edit/remove-background", {}),
    "generate": (
        "generate/ultra",
        {"prompt": "A model wears a linen coat", "aspect_ratio": "4:5", "strength": "0.55"} | WORDS,
    ),
    "inpaint": ("edit/inpaint", {"prompt": "a golden button"} | WORDS),
    "recolor": (
        "edit/search-and-recolor",
        {"prompt": "coat in the color #aa2211", "select_prompt": "coat"} | WORDS,
    ),
    "upscale": (
        "upscale/conservative",
        {"prompt": "fine linen", "creativity": "0.2", "seed": "7"},
    ),
}


@pytest.mark.parametrize("capability", FORMS)
def test_each_service_gets_its_form(capability: Any) -> None:
    path, fields = FORMS[capability]
    built = ADAPTER.build_submit(request_for(capability), job(ADAPTER, capability))
    assert (built.method, built.url) == ("POST", f"{BASE}/{path}")
    assert built.headers == {"Authorization": "Bearer test-api_key", "Accept": "image/*"}
    assert built.form == {**fields, "output_format": "png"}
    assert (built.json, built.content) == (None, b"")


def test_every_declared_service_is_covered() -> None:
    assert {model.capability: model.id for model in ADAPTER.models} == {
        capability: path for capability, (path, _) in FORMS.items()
    }


def test_mask_goes_beside_the_image() -> None:
    built = ADAPTER.build_submit(request_for("inpaint"), job(ADAPTER, "inpaint"))
    assert [(f.name, f.body, f.mime) for f in built.files] == [
        ("image", b"picture", "image/png"),
        ("mask", b"mask", "image/png"),
    ]


def test_own_host_replaces_the_vendors() -> None:
    order = job(ADAPTER, "cutout")
    elsewhere = replace(order.connection, base_url="http://proxy.test/s")
    built = ADAPTER.build_submit(cutout_request(), replace(order, connection=elsewhere))
    assert built.url == "http://proxy.test/s/edit/remove-background"


def test_seed_fits_into_32_bits() -> None:
    built = ADAPTER.build_submit(generate_request(seed=2**53 - 1), job(ADAPTER, "generate"))
    assert 0 <= int(built.form["seed"]) <= 4_294_967_294


def test_missing_words_are_made_up() -> None:
    recolor = ADAPTER.build_submit(recolor_request(garment=""), job(ADAPTER, "recolor"))
    upscale = ADAPTER.build_submit(upscale_request(prompt=""), job(ADAPTER, "upscale"))
    assert recolor.form["select_prompt"] == "garment"
    assert upscale.form["prompt"]


def test_large_image_is_refused_before_sending() -> None:
    large = input_image(body=bytes(10_000_001))
    with pytest.raises(ProviderInvalidRequest, match="10 MB"):
        ADAPTER.build_submit(cutout_request(photo=large), job(ADAPTER, "cutout"))


def test_missing_capability_is_refused() -> None:
    with pytest.raises(ProviderInvalidRequest, match="background"):
        ADAPTER.build_submit(background_request(), job(ADAPTER, "cutout"))


def test_image_is_the_body() -> None:
    received = reply(
        200, b"png", content_type="image/png", seed="343940597", finish_reason="SUCCESS"
    )
    assert ADAPTER.parse_submit(received, job(ADAPTER, "generate")) == Completed(
        files=(OutputFile(body=b"png", mime="image/png"),), model="generate/ultra", seed=343940597
    )


@pytest.mark.parametrize("seed", ["", "0x1", "-1", "²", "9" * 5000])
def test_odd_seed_is_left_out(seed: str) -> None:
    received = ADAPTER.parse_submit(
        reply(200, b"png", content_type="image/png", seed=seed), job(ADAPTER, "inpaint")
    )
    assert isinstance(received, Completed)
    assert received.seed is None


NAMED = {"id": "x", "errors": ["no"]}


@pytest.mark.parametrize(
    ("received", "failure", "words"),
    [
        (reply(403, NAMED | {"name": "content_moderation"}), ProviderRefused, "refused"),
        (reply(403, NAMED | {"name": "permission"}), ProviderAuthFailed, "account"),
        (reply(401, NAMED), ProviderAuthFailed, "account"),
        (reply(402, NAMED | {"name": "payment_required"}), ProviderOutOfCredit, "credit"),
        (reply(429, NAMED | {"name": "insufficient_balance"}), ProviderOutOfCredit, "credit"),
        (reply(400, NAMED | {"name": "bad_request"}), ProviderInvalidRequest, "request"),
        (reply(413, b"too large"), ProviderInvalidRequest, "request"),
        (reply(422, NAMED), ProviderInvalidRequest, "request"),
        (reply(404, NAMED | {"name": "not_found"}), ProviderFailed, "model"),
        (reply(429, NAMED | {"name": "rate_limit_exceeded"}), ProviderRateLimited, "limits"),
        (reply(408, b""), ProviderTimeout, "time"),
        (reply(500, NAMED), ProviderUnavailable, "service"),
        (reply(503, b"<html>"), ProviderUnavailable, "service"),
        (reply(200, {"id": "later"}), ProviderFailed, "no result"),
        (reply(200, b"", content_type="image/png"), ProviderFailed, "no result"),
        (reply(200, b"png", content_type="image/png", finish_reason="ERROR"),
         ProviderUnavailable, "interrupted"),
    ],
)  # fmt: skip
def test_failures_have_their_classes(
    received: HttpReply, failure: type[ProviderError], words: str
) -> None:
    with pytest.raises(failure, match=words) as raised:
        ADAPTER.parse_submit(received, job(ADAPTER, "inpaint"))
    assert type(raised.value) is failure


def test_hint_how_long_to_wait_is_kept() -> None:
    with pytest.raises(ProviderRateLimited) as raised:
        ADAPTER.parse_submit(reply(429, NAMED, retry_after="60"), job(ADAPTER, "cutout"))
    assert raised.value.retry_after_seconds == 60


def test_refusals_say_at_which_stage() -> None:
    with pytest.raises(ProviderRefused) as before:
        ADAPTER.parse_submit(reply(403, {"name": "content_moderation"}), job(ADAPTER, "inpaint"))
    blurred = reply(200, b"png", content_type="image/png", finish_reason="CONTENT_FILTERED")
    with pytest.raises(ProviderRefused) as after:
        ADAPTER.parse_submit(blurred, job(ADAPTER, "inpaint"))
    assert (before.value.stage, after.value.stage) == ("input", "output")


def test_it_cannot_cancel() -> None:
    assert ADAPTER.build_cancel(job(ADAPTER, "inpaint")) is None


@given(wild_replies("name", "errors", "id", words=("content_moderation",)))
def test_odd_replies_only_raise_provider_errors(received: HttpReply) -> None:
    try:
        done = ADAPTER.parse_submit(received, job(ADAPTER, "generate"))
    except ProviderError:
        return
    assert isinstance(done, Completed)
    assert done.files[0].body == received.body
