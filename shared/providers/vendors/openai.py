"""OpenAI: generated and edited images (Images API), and texts about images (Responses API).

Wire format: openai 3.54.0 (`images.edit`, `responses.create`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    FormFile,
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
    ProviderInvalidRequest,
)
from shared.providers.formats.aspect_ratios import size_for
from shared.providers.formats.encoding import require_max_size
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.formats.json_schema import portable_schema
from shared.providers.formats.masks import transparent_where_white
from shared.providers.formats.prompts import edit_prompt, with_negative
from shared.providers.formats.results import file_from_base64
from shared.providers.replies import Completed
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    no_result,
    not_offered,
    out_of_credit,
    out_of_service,
    output_withheld,
    rate_limited,
    retry_after_of,
    seconds_of,
    too_many_images,
    truncated_text,
    unusable_request,
)
from shared.providers.requests import (
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    InputImage,
    ProviderRequest,
    TextRequest,
)

_NAME = "OpenAI"
_IMAGE_MODEL = "gpt-image-2.5-sunburst"
_MAX_IMAGES = 16
_IMAGE_MEGABYTES = 50
_MASK_BYTES = 4_000_000
# The vendor calls larger sizes experimental.
_MAX_PIXELS, _MAX_EDGE, _EDGE_STEP = 2560 * 1440, 2560, 16
_TEXT_CAPABILITIES = ("analyze", "prompt", "caption")
_NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
_NO_ACCESS = ("invalid_api_key", "model_not_found", "account_deactivated")
_REFUSAL_CODES = (
    "moderation_blocked",
    "content_policy_violation",
    "image_content_policy_violation",
    "bio_policy",
    "misalignment_policy_violation",
)


class OpenAIAdapter(BaseAdapter):
    """Ignores seeds, guidance and steps. A negative prompt becomes part of the prompt.

    Quality is medium: high quality may take minutes, and a synchronous job cannot be polled.
    """

    name = "openai"
    base_url = "https://api.openai.com/v1"
    limits = Limits(concurrent=5, per_minute=50)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="generate", id=_IMAGE_MODEL, typical_seconds=45),
        ModelSpec(capability="edit", id=_IMAGE_MODEL, typical_seconds=45),
        ModelSpec(capability="inpaint", id=_IMAGE_MODEL, rank=30, typical_seconds=45),
        ModelSpec(capability="background", id=_IMAGE_MODEL, rank=30, typical_seconds=45),
        ModelSpec(capability="recolor", id=_IMAGE_MODEL, rank=30, typical_seconds=45),
        ModelSpec(capability="analyze", id="gpt-5.6-terra", deadline_seconds=120),
        ModelSpec(capability="prompt", id="gpt-5.6-terra", deadline_seconds=120),
        ModelSpec(capability="caption", id="gpt-5.6-luna", deadline_seconds=120),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        match request:
            case GenerateRequest():
                prompt = with_negative(request.prompt, request.negative)
                images = (request.cutout, *request.references)
                built = _edits(job, prompt, images, _size(request))
            case EditRequest():
                built = _edits(job, edit_prompt(request), (request.image, *request.references))
            case InpaintRequest():
                prompt = with_negative(request.prompt, request.negative)
                built = _edits(job, prompt, (request.image,), mask=request.mask)
            case TextRequest():
                built = _responses(job, request)
            case _:
                raise not_offered(_NAME, job.capability)
        return with_bearer(built, job.connection.secrets["api_key"])

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        body = reply.object()
        if error := as_object(body.get("error")):
            raise _error_of(error, reply)
        if not reply.is_success:
            raise error_of_reply(_NAME, reply)
        if job.capability in _TEXT_CAPABILITIES:
            return Completed(text=_text_of_response(body), model=job.model)
        first = next(iter(as_objects(body.get("data"))), {})
        mime = f"image/{as_text(body.get('output_format')) or 'png'}"
        file = file_from_base64(first.get("b64_json"), mime, _NAME)
        return Completed(files=(file,), model=job.model)


def _size(request: GenerateRequest) -> str:
    edge = min(request.longest_edge, _MAX_EDGE)
    aspect = request.shot.aspect_ratio
    width, height = size_for(aspect, edge, step=_EDGE_STEP, max_pixels=_MAX_PIXELS)
    return f"{width}x{height}"


def _edits(
    job: Job,
    prompt: str,
    images: Sequence[InputImage],
    size: str = "auto",
    mask: InputImage | None = None,
) -> HttpRequest:
    if len(images) > _MAX_IMAGES:
        raise too_many_images(_NAME, _MAX_IMAGES)
    files = [_file("image[]", require_max_size(p, _IMAGE_MEGABYTES, _NAME)) for p in images]
    if mask:
        files.append(_mask_file(mask))
    return HttpRequest(
        method="POST",
        url=f"{job.connection.base_url}/images/edits",
        form={
            "model": job.model,
            "prompt": prompt,
            "size": size,
            "quality": "medium",
            "output_format": "png",
        },
        files=files,
        timeout_seconds=120,
    )


def _file(field: str, image: InputImage) -> FormFile:
    kind = image.mime.rpartition("/")[2] or "png"
    return FormFile(name=field, filename=f"image.{kind}", body=image.body, mime=image.mime)


def _mask_file(mask: InputImage) -> FormFile:
    body = transparent_where_white(mask.body)
    if len(body) > _MASK_BYTES:
        raise ProviderInvalidRequest(f"{_NAME} takes masks of up to 4 MB. Use a simpler one.")
    return FormFile(name="mask", filename="mask.png", body=body, mime="image/png")


def _responses(job: Job, request: TextRequest) -> HttpRequest:
    content: list[dict[str, str]] = [{"type": "input_text", "text": request.prompt}]
    content += [{"type": "input_image", "image_url": p.url} for p in request.images]
    body: dict[str, Any] = {
        "model": job.model,
        "instructions": request.instructions,
        "input": [{"role": "user", "content": content}],
        "max_output_tokens": request.max_tokens,
        "reasoning": {"effort": "none"},  # reasoning tokens count towards the maximum
        "store": False,
    }
    if request.reply_schema is not None:
        schema = portable_schema(request.reply_schema)
        # Not strict, because strict schemas must require every property.
        form = {"type": "json_schema", "name": "answer", "schema": schema, "strict": False}
        body["text"] = {"format": form}
    url = f"{job.connection.base_url}/responses"
    return HttpRequest(method="POST", url=url, json=body, timeout_seconds=90)


def _text_of_response(body: Mapping[str, Any]) -> str:
    reason = as_object(body.get("incomplete_details")).get("reason")
    if reason == "content_filter":
        raise output_withheld(_NAME)
    if body.get("status") != "completed":
        raise truncated_text(_NAME)
    parts = [
        part
        for item in as_objects(body.get("output"))
        if item.get("type") == "message"
        for part in as_objects(item.get("content"))
    ]
    if any(part.get("type") == "refusal" for part in parts):
        raise content_refused(_NAME, "output")
    text = "".join(as_text(p.get("text")) for p in parts if p.get("type") == "output_text")
    if not text.strip():
        raise no_result(_NAME)
    return text.strip()


def _error_of(error: Mapping[str, Any], reply: HttpReply) -> ProviderError:
    """The error for a `code`, because a 429 may mean an empty account. A failed response has
    status 200.
    """
    match as_text(error.get("code")):
        case code if code in _REFUSAL_CODES:
            stage: Any = "input" if code == "image_content_policy_violation" else "unknown"
            return content_refused(_NAME, stage)
        case code if code in _NO_CREDIT or error.get("type") == "insufficient_quota":
            return out_of_credit(_NAME)
        case code if code in _NO_ACCESS:
            return ProviderAuthFailed(f"{_NAME} does not accept our account or the model.")
        case "rate_limit_exceeded":
            return rate_limited(_NAME, _wait(reply))
        case "server_error" | "vector_store_timeout":
            return out_of_service(_NAME)
        case code if reply.is_success and ("image" in code or code == "invalid_prompt"):
            return unusable_request(_NAME)
    if reply.status == 429:
        return rate_limited(_NAME, _wait(reply))
    return error_of_reply(_NAME, reply)


def _wait(reply: HttpReply) -> float | None:
    milliseconds = seconds_of(reply.headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    return retry_after_of(reply)


ADAPTER: Adapter = OpenAIAdapter()
