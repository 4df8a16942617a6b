"""Ideogram: generation, precise edits, backgrounds and cutouts.

Wire format: developer.ideogram.ai, API v2 (multipart; a `webhook_url` makes it asynchronous).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    Connection,
    Delivery,
    FormFile,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    Mode,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
)
from shared.providers.formats.aspect_ratios import size_for
from shared.providers.formats.encoding import require_max_size
from shared.providers.formats.json_fields import as_integer, list_at, seed_at, text_at
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.prompts import edit_instruction
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    job_failed,
    not_offered,
    out_of_credit,
    output_withheld,
    rate_limited,
    retry_after_of,
    too_many_images,
    unknown_job,
)
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InputImage,
    ProviderRequest,
)
from shared.providers.signatures import verify_ed25519

_NAME = "Ideogram"

_EDIT_MODEL = "precise-edit/ideogram-4-5"
_MAX_MEGABYTES = 25
_MAX_IMAGES = 5
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_NO_CREDIT = frozenset({"insufficient_funds", "subscription_required", "priority_credit_required"})
_BUSY_REASONS = frozenset({"inflight_limit", "daily_limit"})


class IdeogramAdapter(BaseAdapter):
    """Ignores negative prompts, guidance, steps, and the references of a new background.

    Jobs cannot be cancelled. `inpaint` is not offered, because Ideogram's masks mark with black
    what changes.
    """

    name = "ideogram"
    mode: Mode = "webhook"
    base_url = "https://api.ideogram.ai"
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="remove-background/ideogram-1", typical_seconds=6),
        ModelSpec(capability="generate", id="generate/ideogram-4-5", typical_seconds=25),
        ModelSpec(capability="edit", id=_EDIT_MODEL, rank=10, typical_seconds=20),
        ModelSpec(capability="recolor", id=_EDIT_MODEL, rank=10, typical_seconds=20),
        ModelSpec(capability="background", id="replace-background/ideogram-3", typical_seconds=20),
    )
    limits = Limits(concurrent=10, per_minute=60)
    result_hosts: tuple[str, ...] = ("ideogram.ai", ".ideogram.ai")

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        fields, files = _parts(request)
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/v2/image/{job.model}",
            headers=_headers(job),
            form={**fields, "webhook_url": job.callback_url},
            files=files,
            timeout_seconds=60.0,
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        generation_id = text_at(reply.object(), "generation_id")
        if not reply.is_success or not generation_id:
            raise _error(reply)
        return Submitted(request_id=generation_id)

    def build_poll(self, job: Job) -> HttpRequest:
        url = f"{job.connection.base_url}/v2/generations/{job.request_id}"
        return HttpRequest(method="GET", url=url, headers=_headers(job))

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        body = reply.object()
        if not reply.is_success:
            raise _error(reply)
        match text_at(body, "status"):
            case "pending":
                return Pending()
            case "completed":
                return _completed(body, job)
            case _:
                raise _failure(text_at(body, "failure_reason"))

    def keys_url(self, connection: Connection) -> str:
        return f"{connection.base_url}/v1/.well-known/jwks.json"

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        verify_ed25519(delivery, keys, prefix="x-ideogram-webhook", id_header="generation-id")


def _headers(job: Job) -> dict[str, str]:
    return {"Api-Key": job.connection.secrets["api_key"]}


def _parts(request: ProviderRequest) -> tuple[dict[str, str], tuple[FormFile, ...]]:
    match request:
        case CutoutRequest():
            return {}, _files("image", request.photo)
        case GenerateRequest():
            width, height = size_for(
                request.shot.aspect_ratio,
                min(request.longest_edge, 2048),
                step=32,
                max_pixels=4_194_304,
            )
            fields = _fields(request.prompt, request.seed) | {"size": f"{width}x{height}"}
            return fields, _files("images", request.cutout, *request.references)
        case EditRequest(capability="background"):
            fields = _fields(request.prompt or edit_instruction(request), request.seed)
            return fields, _files("image", request.image)
        case EditRequest():
            references = _files("reference_images", *request.references)
            files = (*_files("image", request.image), *references)
            return _fields(edit_instruction(request), request.seed), _counted(files)
        case _:
            raise not_offered(_NAME, request.capability)


def _fields(prompt: str, seed: int) -> dict[str, str]:
    return {"prompt": prompt, "seed": str(seed_31_bits(seed)), "num_images": "1"}


def _files(name: str, *images: InputImage) -> tuple[FormFile, ...]:
    return _counted(
        tuple(
            FormFile(
                name=name,
                filename=f"{name}-{index}.{_SUFFIXES.get(image.mime, 'png')}",
                body=require_max_size(image, _MAX_MEGABYTES, _NAME).body,
                mime=image.mime,
            )
            for index, image in enumerate(images)
        )
    )


def _counted(files: tuple[FormFile, ...]) -> tuple[FormFile, ...]:
    if len(files) > _MAX_IMAGES:
        raise too_many_images(_NAME, _MAX_IMAGES)
    return files


def _completed(body: Mapping[str, Any], job: Job) -> Completed:
    images = list_at(body, "data")
    for image in images:
        if url := text_at(image, "url"):
            return Completed(
                files=(OutputFile(url=url),),
                model=job.model,
                seed=seed_at(image, "seed"),
                cost_microusd=_cost(body.get("usage_cost_usd_micros")),
            )
    if any(isinstance(image, dict) and image.get("is_image_safe") is False for image in images):
        raise output_withheld(_NAME)
    raise job_failed(_NAME)


def _cost(value: Any) -> int | None:
    cost = as_integer(value)
    return cost if cost is not None and cost >= 0 else None


def _failure(reason: str) -> ProviderError:
    if any(word in reason.lower() for word in ("safe", "moderat", "policy")):
        return content_refused(_NAME)
    return job_failed(_NAME)


def _error(reply: HttpReply) -> ProviderError:
    reason = text_at(reply.object(), "reject_reason")
    if reason in _NO_CREDIT:
        return out_of_credit(_NAME)
    if reason in _BUSY_REASONS:
        return rate_limited(_NAME, retry_after_of(reply))
    if reason == "feature_limit":
        return ProviderAuthFailed(f"The account at {_NAME} may not do this.")
    if reply.status == 422:
        return content_refused(_NAME, "input")
    if reply.status == 404:
        return unknown_job(_NAME)
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = IdeogramAdapter()
