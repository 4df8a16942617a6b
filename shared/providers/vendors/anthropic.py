"""Anthropic Messages: texts about images.

Wire format: anthropic 2.12.0 (`messages.create`).
"""

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
    with_bearer,
)
from shared.providers.errors import (
    ProviderError,
    ProviderInvalidRequest,
)
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.formats.json_schema import portable_schema
from shared.providers.replies import Completed
from shared.providers.reply_errors import (
    account_refused,
    content_refused,
    error_of_reply,
    model_not_offered,
    no_result,
    not_offered,
    out_of_credit,
    out_of_service,
    rate_limited,
    retry_after_of,
    timed_out,
    too_many_images,
    truncated_text,
    unusable_request,
)
from shared.providers.requests import ProviderRequest, TextRequest

_NAME = "Anthropic"
# This version expects a bearer token; older ones expect `x-api-key`.
_VERSION = "2026-10-21"
_MODEL = "claude-sonnet-5-5"
_MAX_IMAGES = 100


class AnthropicAdapter(BaseAdapter):
    """Passes images by URL."""

    name = "anthropic"
    base_url = "https://api.anthropic.com"
    limits = Limits(concurrent=10, per_minute=50)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="analyze", id=_MODEL, rank=10, deadline_seconds=120),
        ModelSpec(capability="prompt", id=_MODEL, rank=10, deadline_seconds=120),
        ModelSpec(capability="caption", id=_MODEL, rank=10, deadline_seconds=120),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        if not isinstance(request, TextRequest):
            raise not_offered(_NAME, job.capability)
        if len(request.images) > _MAX_IMAGES:
            raise too_many_images(_NAME, _MAX_IMAGES)
        built = HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/v1/messages",
            headers={"anthropic-version": _VERSION},
            json=_body(request, job),
            timeout_seconds=90,
        )
        return with_bearer(built, job.connection.secrets["api_key"])

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        body = reply.object()
        if body.get("stop_reason") == "refusal":
            raise content_refused(_NAME, "output")
        if error := as_object(body.get("error")):
            raise _error_of(error, reply)
        if not reply.is_success:
            raise error_of_reply(_NAME, reply)
        if body.get("stop_reason") in ("max_tokens", "model_context_window_exceeded"):
            raise truncated_text(_NAME)
        blocks = [b for b in as_objects(body.get("content")) if b.get("type") == "text"]
        text = "".join(as_text(block.get("text")) for block in blocks).strip()
        if not text:
            raise no_result(_NAME)
        return Completed(text=text, model=job.model)


def _body(request: TextRequest, job: Job) -> dict[str, Any]:
    content: list[dict[str, Any]] = [
        {"type": "image", "source": {"type": "url", "url": image.url}} for image in request.images
    ]
    content.append({"type": "text", "text": request.prompt})
    body: dict[str, Any] = {
        "model": job.model,
        "max_tokens": request.max_tokens,
        "system": request.instructions,
        "messages": [{"role": "user", "content": content}],
    }
    if request.reply_schema is not None:
        schema = portable_schema(request.reply_schema)
        body["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
    return body


def _error_of(error: Mapping[str, Any], reply: HttpReply) -> ProviderError:
    match as_text(error.get("type")):
        case "billing_error":
            return out_of_credit(_NAME)
        case "authentication_error" | "permission_error":
            return account_refused(_NAME)
        case "not_found_error":
            return model_not_offered(_NAME)
        case "rate_limit_error":
            return rate_limited(_NAME, retry_after_of(reply))
        case "overloaded_error" | "api_error":
            return out_of_service(_NAME)
        case "timeout_error":
            return timed_out(_NAME)
        case "request_too_large":
            return ProviderInvalidRequest(f"{_NAME} takes requests of up to 32 MB.")
        case "invalid_request_error":
            return unusable_request(_NAME)
        case _:
            return error_of_reply(_NAME, reply)


ADAPTER: Adapter = AnthropicAdapter()
