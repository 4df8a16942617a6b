"""Anthropic Messages: words about pictures."""

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
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    error_of_status,
    seconds_of,
)
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.formats.json_schema import portable_schema
from shared.providers.replies import Completed
from shared.providers.requests import ProviderRequest, TextRequest

_NAME = "Anthropic"
# This version goes with a bearer token; older ones took `x-api-key`.
_VERSION = "2026-10-21"
_MODEL = "claude-sonnet-5-5"
_MAX_IMAGES = 100


class AnthropicAdapter(BaseAdapter):
    """Wire format: anthropic 2.12.0 (`messages.create`)."""

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
            raise ProviderInvalidRequest(f"{_NAME} does not offer {job.capability}.")
        if len(request.images) > _MAX_IMAGES:
            raise ProviderInvalidRequest(f"{_NAME} takes up to {_MAX_IMAGES} pictures. Use fewer.")
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
            raise ProviderRefused(f"{_NAME} declined what was asked.", "output")
        if error := as_object(body.get("error")):
            raise _error_of(error, reply)
        if not reply.is_success:
            raise error_of_status(_NAME, reply.status, reply.headers.get("retry-after"))
        if body.get("stop_reason") in ("max_tokens", "model_context_window_exceeded"):
            raise ProviderFailed(f"{_NAME} did not come to an end.")
        blocks = [b for b in as_objects(body.get("content")) if b.get("type") == "text"]
        text = "".join(as_text(block.get("text")) for block in blocks).strip()
        if not text:
            raise ProviderFailed(f"{_NAME} gave no text.")
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
            return ProviderOutOfCredit(f"The account at {_NAME} has no credit left.")
        case "authentication_error" | "permission_error":
            return ProviderAuthFailed(f"{_NAME} does not accept our account.")
        case "not_found_error":
            return ProviderAuthFailed(f"{_NAME} does not offer this model to our account.")
        case "rate_limit_error":
            wait = seconds_of(reply.headers.get("retry-after"))
            return ProviderRateLimited(f"{_NAME} has too much to do.", wait)
        case "overloaded_error" | "api_error":
            return ProviderUnavailable(f"{_NAME} is out of service.")
        case "timeout_error":
            return ProviderTimeout(f"{_NAME} did not answer in time.")
        case "request_too_large":
            return ProviderInvalidRequest(f"{_NAME} takes up to 32 MB at a time. Use less.")
        case "invalid_request_error":
            return ProviderInvalidRequest(f"{_NAME} cannot use this request or its pictures.")
        case _:
            return error_of_status(_NAME, reply.status, reply.headers.get("retry-after"))


ADAPTER: Adapter = AnthropicAdapter()
