"""Gemini on Google's Agent Platform: generated and edited images, and texts about images.

Wire format: `generateContent`, google-genai 3.4.0.
"""

import math
from collections.abc import Mapping
from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderFailed,
)
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import base64_of, require_max_size
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.formats.json_schema import portable_schema
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.prompts import edit_prompt, with_negative
from shared.providers.formats.results import file_from_base64
from shared.providers.replies import Completed
from shared.providers.reply_errors import (
    content_refused,
    no_result,
    not_offered,
    output_withheld,
    too_many_images,
    truncated_text,
)
from shared.providers.requests import (
    EditRequest,
    GenerateRequest,
    InputImage,
    ProviderRequest,
    TextRequest,
)
from shared.providers.vendors import vertex

_NAME = "Gemini"
_IMAGE_MODEL = "gemini-3-pro-image"
_TEXT_MODEL = "gemini-3.8-flash"
_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
_MAX_IMAGES = 14
_LINKED_MEGABYTES = 30
_THOUGHT_TOKENS = 512  # part of the same limit as the text
_TEXT_CAPABILITIES = ("analyze", "prompt", "caption")
_REFUSAL_REASONS = (
    "SAFETY",
    "RECITATION",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "MODEL_ARMOR",
)


class GeminiAdapter(BaseAdapter):
    """Ignores guidance and steps. A negative prompt becomes part of the prompt.

    Images of up to 7 MB are sent inline, larger ones by URL.
    """

    name = "gemini"
    base_url = vertex.BASE_URL
    credentials: tuple[str, ...] = vertex.CREDENTIALS
    limits = Limits(concurrent=10, per_minute=60)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="generate", id=_IMAGE_MODEL, typical_seconds=25),
        ModelSpec(capability="edit", id=_IMAGE_MODEL, rank=10, typical_seconds=25),
        ModelSpec(capability="background", id=_IMAGE_MODEL, typical_seconds=25),
        ModelSpec(capability="recolor", id=_IMAGE_MODEL, typical_seconds=25),
        ModelSpec(capability="analyze", id=_TEXT_MODEL, typical_seconds=5, deadline_seconds=120),
        ModelSpec(capability="prompt", id=_TEXT_MODEL, typical_seconds=5, deadline_seconds=120),
        ModelSpec(capability="caption", id=_TEXT_MODEL, typical_seconds=5, deadline_seconds=120),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        match request:
            case GenerateRequest():
                body = _generate_body(request)
            case EditRequest():
                body = _edit_body(request)
            case TextRequest():
                body = _text_body(request)
            case _:
                raise not_offered(_NAME, job.capability)
        return vertex.call(job, "generateContent", body, timeout_seconds=120)

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        body = reply.object()
        if as_text(as_object(body.get("promptFeedback")).get("blockReason")):
            raise content_refused(_NAME, "input")
        candidate = next(iter(as_objects(body.get("candidates"))), {})
        reason = as_text(candidate.get("finishReason"))
        if reason in _REFUSAL_REASONS:
            raise output_withheld(_NAME)
        vertex.raise_error(_NAME, reply)
        # Thinking models return their drafts as parts.
        parts = as_objects(as_object(candidate.get("content")).get("parts"))
        parts = [part for part in parts if not part.get("thought")]
        if job.capability in _TEXT_CAPABILITIES:
            return _text_from(parts, reason, job)
        return _image_from(parts, job)


def _generate_body(request: GenerateRequest) -> dict[str, Any]:
    prompt = with_negative(request.prompt, request.negative)
    images = (request.cutout, *request.references)
    size = min(4, max(1, math.ceil(request.longest_edge / 1024)))
    shape = {
        "aspectRatio": nearest_ratio(request.shot.aspect_ratio, _RATIOS),
        "imageSize": "4K" if size > 2 else f"{size}K",
    }
    return _image_body(prompt, images, request.seed, shape)


def _edit_body(request: EditRequest) -> dict[str, Any]:
    shape = {"imageSize": "2K"}
    if request.shot:
        shape["aspectRatio"] = nearest_ratio(request.shot.aspect_ratio, _RATIOS)
    images = (request.image, *request.references)
    return _image_body(edit_prompt(request), images, request.seed, shape)


def _image_body(
    prompt: str, images: tuple[InputImage, ...], seed: int, shape: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "contents": _contents(prompt, images),
        "generationConfig": {
            "seed": seed_31_bits(seed),
            "responseModalities": ["IMAGE"],
            "imageConfig": dict(shape),
        },
    }


def _text_body(request: TextRequest) -> dict[str, Any]:
    config: dict[str, Any] = {
        "maxOutputTokens": request.max_tokens + _THOUGHT_TOKENS,
        "thinkingConfig": {"thinkingLevel": "MINIMAL"},
    }
    if request.reply_schema is not None:
        config["responseMimeType"] = "application/json"
        config["responseJsonSchema"] = portable_schema(request.reply_schema)
    return {
        "systemInstruction": {"parts": [{"text": request.instructions}]},
        "contents": _contents(request.prompt, request.images),
        "generationConfig": config,
    }


def _contents(prompt: str, images: tuple[InputImage, ...]) -> list[dict[str, Any]]:
    if len(images) > _MAX_IMAGES:
        raise too_many_images(_NAME, _MAX_IMAGES)
    return [{"role": "user", "parts": [*map(_part, images), {"text": prompt}]}]


def _part(image: InputImage) -> dict[str, Any]:
    if len(image.body) <= vertex.INLINE_MEGABYTES * 1_000_000:
        return {"inlineData": {"mimeType": image.mime, "data": base64_of(image)}}
    linked = require_max_size(image, _LINKED_MEGABYTES, _NAME)
    return {"fileData": {"mimeType": linked.mime, "fileUri": linked.url}}


def _image_from(parts: list[Mapping[str, Any]], job: Job) -> Completed:
    for part in parts:
        data = as_object(part.get("inlineData"))
        if as_text(data.get("mimeType")).startswith("image/"):
            file = file_from_base64(data.get("data"), data.get("mimeType"), _NAME)
            return Completed(files=(file,), model=job.model)
    # NO_IMAGE, IMAGE_OTHER and similar reasons are not refusals.
    raise ProviderFailed(f"{_NAME} generated no image. Describe it more clearly.")


def _text_from(parts: list[Mapping[str, Any]], reason: str, job: Job) -> Completed:
    text = "".join(as_text(part.get("text")) for part in parts).strip()
    if reason == "MAX_TOKENS":
        raise truncated_text(_NAME)
    if not text:
        raise no_result(_NAME)
    return Completed(text=text, model=job.model)


ADAPTER: Adapter = GeminiAdapter()
