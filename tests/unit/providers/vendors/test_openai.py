"""OpenAI: forms for images, JSON for texts, and errors by code."""

import io
from typing import Any

import pytest
from hypothesis import given
from PIL import Image

from shared.core.set_vocabulary import Category
from shared.providers import errors
from shared.providers.adapter import FormFile, HttpReply, HttpRequest
from shared.providers.requests import ShotFrame
from shared.providers.vendors.openai import ADAPTER
from tests.scenes.adapter_parts import (
    background_request,
    edit_request,
    generate_request,
    inpaint_request,
    input_image,
    job,
    png,
    recolor_request,
    reply,
    text_request,
    upscale_request,
    wild_replies,
)

KEY = {"Authorization": "Bearer test-api_key"}
IMAGE_FILE = FormFile(name="image[]", filename="image.png", body=b"picture", mime="image/png")


def form(words: str, size: str = "auto") -> dict[str, str]:
    return {
        "model": "gpt-image-2.5-sunburst",
        "prompt": words,
        "size": size,
        "quality": "medium",
        "output_format": "png",
    }


def edits(words: str, files: list[FormFile], size: str = "auto") -> HttpRequest:
    return HttpRequest(
        method="POST",
        url="https://api.openai.com/v1/images/edits",
        headers=KEY,
        form=form(words, size),
        files=files,
        timeout_seconds=120,
    )


def test_generate_edits_the_cutout() -> None:
    request = generate_request(references=(input_image(b"model", mime="image/jpeg"),))
    model = FormFile(name="image[]", filename="image.jpeg", body=b"model", mime="image/jpeg")
    words = "A model wears a linen coat\n\nAvoid: blurry"
    expected = edits(words, [IMAGE_FILE, model], "1536x2048")
    assert ADAPTER.build_submit(request, job(ADAPTER, "generate")) == expected


@pytest.mark.parametrize(
    ("aspect", "edge", "size"),
    [("1:1", 4096, "1920x1920"), ("16:9", 4096, "2560x1440"), ("9:16", 1000, "560x992")],
)
def test_size_stays_within_the_limits(aspect: str, edge: int, size: str) -> None:
    shot = ShotFrame(category=Category.PACKSHOT, aspect_ratio=aspect)
    request = generate_request(shot=shot, longest_edge=edge)
    assert ADAPTER.build_submit(request, job(ADAPTER, "generate")).form["size"] == size


def test_edit_keeps_the_size() -> None:
    expected = edits("Make the coat longer\n\nAvoid: blurry", [IMAGE_FILE])
    assert ADAPTER.build_submit(edit_request(), job(ADAPTER, "edit")) == expected


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (recolor_request(), "Change the color of the coat to #aa2211"),
        (background_request(), "Replace the background"),
    ],
)
def test_edits_are_requested_in_words(request_: Any, words: str) -> None:
    built = ADAPTER.build_submit(request_, job(ADAPTER, request_.capability))
    assert built.form["prompt"].startswith(words)


def test_mask_becomes_transparent_where_white() -> None:
    mask = Image.new("L", (8, 4), 0)
    mask.paste(255, (4, 0, 8, 4))
    buffer = io.BytesIO()
    mask.save(buffer, "PNG")
    request = inpaint_request(mask=input_image(buffer.getvalue()))
    built = ADAPTER.build_submit(request, job(ADAPTER, "inpaint"))
    sent = built.files[-1]
    assert (sent.name, sent.mime, built.files[0]) == ("mask", "image/png", IMAGE_FILE)
    alpha = Image.open(io.BytesIO(sent.body)).getchannel("A")
    assert (alpha.size, alpha.getpixel((1, 1)), alpha.getpixel((6, 1))) == ((8, 4), 255, 0)


def test_unreadable_mask_is_refused() -> None:
    with pytest.raises(errors.ProviderInvalidRequest, match="mask"):
        ADAPTER.build_submit(inpaint_request(), job(ADAPTER, "inpaint"))


def test_too_many_images_are_refused() -> None:
    request = generate_request(references=(input_image(png()),) * 16)
    with pytest.raises(errors.ProviderInvalidRequest, match="up to 16"):
        ADAPTER.build_submit(request, job(ADAPTER, "generate"))


def test_other_work_is_not_offered() -> None:
    with pytest.raises(errors.ProviderInvalidRequest):
        ADAPTER.build_submit(upscale_request(), job(ADAPTER, "edit"))


def test_words_are_requested_with_addresses() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string", "minLength": 1}}}
    request = text_request("analyze", reply_schema=schema)
    assert ADAPTER.build_submit(request, job(ADAPTER, "analyze")) == HttpRequest(
        method="POST",
        url="https://api.openai.com/v1/responses",
        headers=KEY,
        json={
            "model": "gpt-5.6-terra",
            "instructions": "You write for a fashion brand.",
            "input": [
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": "Write a caption for this coat."},
                        {"type": "input_image", "image_url": "https://media.test/image.png"},
                    ],
                }
            ],
            "max_output_tokens": 1024,
            "reasoning": {"effort": "none"},
            "store": False,
            "text": {
                "format": {
                    "type": "json_schema",
                    "name": "answer",
                    "schema": {
                        "type": "object",
                        "properties": {"title": {"type": "string"}},
                        "additionalProperties": False,
                    },
                    "strict": False,
                }
            },
        },
        timeout_seconds=90,
    )


def test_image_is_read() -> None:
    body = {"data": [{"b64_json": "ZHJhd24="}], "output_format": "webp"}
    done = ADAPTER.parse_submit(reply(200, body), job(ADAPTER, "edit"))
    assert [(file.body, file.mime) for file in done.files] == [(b"drawn", "image/webp")]


def response(*parts: dict[str, Any], **members: Any) -> dict[str, Any]:
    output = [{"type": "reasoning"}, {"type": "message", "content": list(parts)}]
    return {"status": "completed", "output": output, "error": None} | members


def test_text_is_read() -> None:
    body = response({"type": "output_text", "text": " A linen coat.\n"})
    done = ADAPTER.parse_submit(reply(200, body), job(ADAPTER, "caption"))
    assert done.text == "A linen coat."


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (response({"type": "refusal", "refusal": "No."}), "ProviderRefused"),
        (
            response(status="incomplete", incomplete_details={"reason": "content_filter"}),
            "ProviderRefused",
        ),
        (
            response(status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
            "ProviderFailed",
        ),
        (response(), "ProviderFailed"),
        (
            response(status="failed", error={"code": "image_content_policy_violation"}),
            "ProviderRefused",
        ),
        (response(status="failed", error={"code": "rate_limit_exceeded"}), "ProviderRateLimited"),
        (response(status="failed", error={"code": "server_error"}), "ProviderUnavailable"),
        (response(status="failed", error={"code": "invalid_image_url"}), "ProviderInvalidRequest"),
        (response(status="failed", error={"code": "novel"}), "ProviderFailed"),
    ],
)
def test_response_without_text_has_its_class(body: dict[str, Any], name: str) -> None:
    with pytest.raises(getattr(errors, name)):
        ADAPTER.parse_submit(reply(200, body), job(ADAPTER, "caption"))


@pytest.mark.parametrize(
    ("status", "error", "name"),
    [
        (400, {"code": "moderation_blocked"}, "ProviderRefused"),
        (400, {"code": "invalid_value"}, "ProviderInvalidRequest"),
        (400, {"code": "billing_hard_limit_reached"}, "ProviderOutOfCredit"),
        (401, {"code": "invalid_api_key"}, "ProviderAuthFailed"),
        (403, {"code": None}, "ProviderAuthFailed"),
        (404, {"code": "model_not_found"}, "ProviderAuthFailed"),
        (429, {"code": "insufficient_quota"}, "ProviderOutOfCredit"),
        (429, {"code": None, "type": "insufficient_quota"}, "ProviderOutOfCredit"),
        (429, {"code": "rate_limit_exceeded"}, "ProviderRateLimited"),
        (429, {"code": None}, "ProviderRateLimited"),
        (500, {"code": None}, "ProviderUnavailable"),
        (503, {}, "ProviderUnavailable"),
    ],
)
def test_code_comes_before_status(status: int, error: dict[str, Any], name: str) -> None:
    with pytest.raises(getattr(errors, name)):
        ADAPTER.parse_submit(reply(status, {"error": error}), job(ADAPTER, "edit"))


@pytest.mark.parametrize(
    ("hint", "seconds"),
    [({"retry_after_ms": "1500"}, 1.5), ({"retry_after": "20"}, 20.0), ({}, None)],
)
def test_hint_says_how_long(hint: dict[str, str], seconds: float | None) -> None:
    busy = reply(429, {"error": {"code": "rate_limit_exceeded"}}, **hint)
    with pytest.raises(errors.ProviderRateLimited) as caught:
        ADAPTER.parse_submit(busy, job(ADAPTER, "edit"))
    assert caught.value.retry_after_seconds == seconds


@given(
    wild_replies(
        "data", "b64_json", "output_format", "error", "code", "type", "status", "output",
        "content", "text", "incomplete_details", "reason",
        words=("completed", "message", "output_text", "insufficient_quota", "invalid_image"),
    )
)  # fmt: skip
def test_any_reply_ends_in_a_provider_error(reply_: HttpReply) -> None:
    for capability in ("edit", "caption"):
        try:
            done = ADAPTER.parse_submit(reply_, job(ADAPTER, capability))
        except errors.ProviderError:
            continue
        assert done.files or done.text
