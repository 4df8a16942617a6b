"""Gemini: requests as in the REST reference, and replies."""

import base64
from typing import Any

import pytest
from hypothesis import given

from shared.core.set_vocabulary import Backdrop, Category
from shared.providers.adapter import HttpReply, HttpRequest
from shared.providers.errors import (
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderRateLimited,
    ProviderRefused,
)
from shared.providers.requests import SetStyle, ShotFrame
from shared.providers.vendors.gemini import ADAPTER
from tests.scenes.adapter_parts import (
    background_request,
    edit_request,
    generate_request,
    input_image,
    recolor_request,
    reply,
    text_request,
    upscale_request,
    wild_replies,
)
from tests.scenes.google_parts import MODELS, google_error, google_job

PART = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(b"picture").decode()}}
DRAWN = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(b"drawn").decode()}}


def received(*parts: dict[str, Any], reason: str = "STOP") -> HttpReply:
    content = {"role": "model", "parts": list(parts)}
    return reply(200, {"candidates": [{"content": content, "finishReason": reason}]})


def request_body(built: HttpRequest) -> dict[str, Any]:
    assert isinstance(built.json, dict)
    return built.json


def test_generate_sends_cutout_and_shape() -> None:
    built = ADAPTER.build_submit(generate_request(), google_job(ADAPTER, "generate"))
    assert built == HttpRequest(
        method="POST",
        url=f"{MODELS}/gemini-3-pro-image:generateContent",
        json={
            "contents": [
                {
                    "role": "user",
                    "parts": [PART, {"text": "A model wears a linen coat\n\nAvoid: blurry"}],
                }
            ],
            "generationConfig": {
                "seed": 7,
                "responseModalities": ["IMAGE"],
                "imageConfig": {"aspectRatio": "3:4", "imageSize": "2K"},
            },
        },
        timeout_seconds=120,
        authorize="google",
    )


@pytest.mark.parametrize(
    ("edge", "size"), [(512, "1K"), (1024, "1K"), (1025, "2K"), (2049, "4K"), (4096, "4K")]
)
def test_longest_edge_chooses_the_size(edge: int, size: str) -> None:
    request = generate_request(longest_edge=edge)
    built = ADAPTER.build_submit(request, google_job(ADAPTER, "generate"))
    assert request_body(built)["generationConfig"]["imageConfig"]["imageSize"] == size


def test_strange_ratio_becomes_the_nearest() -> None:
    request = generate_request(shot=ShotFrame(category=Category.PACKSHOT, aspect_ratio="7:9"))
    built = ADAPTER.build_submit(request, google_job(ADAPTER, "generate"))
    assert request_body(built)["generationConfig"]["imageConfig"]["aspectRatio"] == "4:5"


def test_large_image_goes_by_address() -> None:
    request = edit_request(image=input_image(b"x" * 7_000_001, url="https://media.test/large.png"))
    parts = request_body(ADAPTER.build_submit(request, google_job(ADAPTER, "edit")))["contents"][0]
    assert parts["parts"][0] == {
        "fileData": {"mimeType": "image/png", "fileUri": "https://media.test/large.png"}
    }


def test_too_many_images_are_refused() -> None:
    request = generate_request(references=(input_image(),) * 14)
    with pytest.raises(ProviderInvalidRequest, match="up to 14"):
        ADAPTER.build_submit(request, google_job(ADAPTER, "generate"))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (edit_request(), "Make the coat longer"),
        (recolor_request(), "Change the color of the coat to #aa2211"),
        (background_request(style=SetStyle(backdrop=Backdrop.LINEN)), "with a linen set in"),
    ],
)
def test_edits_are_requested_in_words(request_: Any, words: str) -> None:
    built = ADAPTER.build_submit(request_, google_job(ADAPTER, request_.capability))
    parts = request_body(built)["contents"][0]["parts"]
    assert parts[0] == PART
    assert words in parts[1]["text"]
    assert parts[1]["text"].endswith("Avoid: blurry")
    assert request_body(built)["generationConfig"]["imageConfig"] == {"imageSize": "2K"}


def test_text_asks_for_its_schema() -> None:
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string", "maxLength": 60}},
        "required": ["title"],
    }
    request = text_request("analyze", reply_schema=schema)
    built = ADAPTER.build_submit(request, google_job(ADAPTER, "analyze"))
    assert built.url == f"{MODELS}/gemini-3.8-flash:generateContent"
    assert built.json == {
        "systemInstruction": {"parts": [{"text": "You write for a fashion brand."}]},
        "contents": [{"role": "user", "parts": [PART, {"text": "Write a caption for this coat."}]}],
        "generationConfig": {
            "maxOutputTokens": 1024 + 512,
            "thinkingConfig": {"thinkingLevel": "MINIMAL"},
            "responseMimeType": "application/json",
            "responseJsonSchema": {
                "type": "object",
                "properties": {"title": {"type": "string"}},
                "required": ["title"],
                "additionalProperties": False,
            },
        },
    }


def test_image_is_read() -> None:
    done = ADAPTER.parse_submit(received({"text": "Here."}, DRAWN), google_job(ADAPTER, "generate"))
    assert [(file.body, file.mime) for file in done.files] == [(b"drawn", "image/png")]
    assert done.model == "gemini-3-pro-image"


def test_drafts_are_no_results() -> None:
    draft = {**PART, "thought": True}
    done = ADAPTER.parse_submit(received(draft, DRAWN), google_job(ADAPTER, "edit"))
    assert done.files[0].body == b"drawn"


def test_text_is_read_without_thoughts() -> None:
    parts = ({"text": "Hm.", "thought": True}, {"text": "A linen "}, {"text": "coat. "})
    done = ADAPTER.parse_submit(received(*parts), google_job(ADAPTER, "caption"))
    assert done.text == "A linen coat."


@pytest.mark.parametrize("reason", ["SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"])
def test_blocked_prompt_is_refused(reason: str) -> None:
    body = {"promptFeedback": {"blockReason": reason}}
    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_submit(reply(200, body), google_job(ADAPTER, "generate"))
    assert caught.value.stage == "input"


@pytest.mark.parametrize("reason", ["SAFETY", "RECITATION", "SPII", "IMAGE_PROHIBITED_CONTENT"])
def test_withheld_reply_is_refused(reason: str) -> None:
    with pytest.raises(ProviderRefused) as caught:
        ADAPTER.parse_submit(received(reason=reason), google_job(ADAPTER, "generate"))
    assert caught.value.stage == "output"


@pytest.mark.parametrize("reason", ["NO_IMAGE", "IMAGE_OTHER", "STOP", "OTHER"])
def test_nothing_drawn_is_a_failure(reason: str) -> None:
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_submit(
            received({"text": "Sorry."}, reason=reason), google_job(ADAPTER, "edit")
        )


def test_cut_off_text_is_a_failure() -> None:
    reply_ = received({"text": '{"title": "Li'}, reason="MAX_TOKENS")
    with pytest.raises(ProviderFailed):
        ADAPTER.parse_submit(reply_, google_job(ADAPTER, "analyze"))


def test_exhausted_quota_is_a_rate_limit() -> None:
    with pytest.raises(ProviderRateLimited):
        ADAPTER.parse_submit(
            reply(429, google_error("RESOURCE_EXHAUSTED", 429)), google_job(ADAPTER, "generate")
        )


def test_other_work_is_not_offered() -> None:
    with pytest.raises(ProviderInvalidRequest):
        ADAPTER.build_submit(upscale_request(), google_job(ADAPTER, "generate"))


def test_replies_cannot_be_cancelled() -> None:
    assert ADAPTER.build_cancel(google_job(ADAPTER, "generate")) is None


@given(
    wild_replies(
        "candidates", "content", "parts", "inlineData", "mimeType", "data", "finishReason", "text",
        "promptFeedback", "blockReason", "error", "status", "details", "retryDelay", "thought",
        words=("SAFETY", "RESOURCE_EXHAUSTED", "image/png"),
    )
)  # fmt: skip
def test_any_reply_ends_in_a_provider_error(reply_: HttpReply) -> None:
    for capability in ("generate", "caption"):
        job = google_job(ADAPTER, capability)
        try:
            done = ADAPTER.parse_submit(reply_, job)
        except ProviderError:
            continue
        assert done.files or done.text
