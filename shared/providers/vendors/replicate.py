"""Replicate: models of many makers behind one predictions API.

Wire format: replicate.com/docs, HTTP API and Webhooks; input schemas on the pages of the models.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    Cancellation,
    Connection,
    Delivery,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    Mode,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderError,
    ProviderUnavailable,
)
from shared.providers.formats.aspect_ratios import size_for
from shared.providers.formats.json_fields import as_number, list_at, text_at
from shared.providers.formats.numbers import nearest_duration, seed_31_bits
from shared.providers.formats.prompts import edit_instruction
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    job_failed,
    not_offered,
    rate_limited,
    too_many_images,
    unknown_job,
)
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    ProviderRequest,
    UpscaleRequest,
    VideoRequest,
)
from shared.providers.signatures import secrets_of, verify_standard

_NAME = "Replicate"

_FLUX = "black-forest-labs/flux-2-pro"
_MAX_IMAGES = 8
_PENDING_STATUSES = frozenset({"starting", "processing", "queued"})
_FINAL_STATUSES = frozenset({"succeeded", "failed", "canceled", "aborted"})
# A refusal is a failure that only its text distinguishes.
_REFUSAL_WORDS = ("nsfw", "sensitive", "flagged", "moderat", "safety", "content policy")
_BUSY_WORDS = ("high demand", "unavailable", "interrupted", "timed out")


class ReplicateAdapter(BaseAdapter):
    """Ignores guidance, steps, negative prompts except for videos, and the seeds of cutouts,
    upscales and videos. A video has the nearer duration of 5 and 10 seconds.
    """

    name = "replicate"
    mode: Mode = "webhook"
    base_url = "https://api.replicate.com"
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="bria/remove-background", typical_seconds=6),
        ModelSpec(capability="generate", id=_FLUX, rank=25, typical_seconds=20),
        ModelSpec(capability="edit", id=_FLUX, rank=25, typical_seconds=20),
        ModelSpec(capability="background", id=_FLUX, rank=25, typical_seconds=20),
        ModelSpec(capability="recolor", id=_FLUX, rank=25, typical_seconds=20),
        ModelSpec(capability="inpaint", id="black-forest-labs/flux-fill-pro", typical_seconds=15),
        ModelSpec(capability="upscale", id="topazlabs/image-upscale", typical_seconds=25),
        ModelSpec(
            capability="video",
            id="kwaivgi/kling-v2.1",
            rank=25,
            typical_seconds=60,
            deadline_seconds=900,
        ),
    )
    limits = Limits(concurrent=20, per_minute=300)
    credentials: tuple[str, ...] = ("api_key", "webhook_secret")
    result_hosts: tuple[str, ...] = ("replicate.delivery", ".replicate.delivery")

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/v1/models/{job.model}/predictions",
            headers=_headers(job),
            json={
                "input": _inputs(request),
                "webhook": job.callback_url,
                "webhook_events_filter": ["completed"],
            },
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        prediction_id = text_at(reply.object(), "id")
        if not reply.is_success or not prediction_id:
            raise _error(reply)
        return Submitted(request_id=prediction_id)

    def build_poll(self, job: Job) -> HttpRequest:
        return HttpRequest(method="GET", url=_url(job), headers=_headers(job))

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        body = reply.object()
        if not reply.is_success:
            raise _error(reply)
        status = text_at(body, "status")
        if status in _PENDING_STATUSES:
            return Pending()
        if status == "failed":
            raise _failure(text_at(body, "error"))
        url = _first_url(body.get("output"))
        if status != "succeeded" or not url:
            raise job_failed(_NAME)
        return Completed(files=(OutputFile(url=url),), model=job.model, seed=job.seed)

    def build_cancel(self, job: Job) -> HttpRequest:
        return HttpRequest(method="POST", url=f"{_url(job)}/cancel", headers=_headers(job))

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        match text_at(reply.object(), "status"):
            case "canceled" | "aborted":
                return "cancelled"
            case "succeeded" | "failed":
                return "too_late"
            case _:
                return "requested" if reply.is_success else "too_late"

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        verify_standard(delivery, secrets_of(connection))

    def is_final(self, delivery: Delivery) -> bool:
        prediction = delivery.object()
        return text_at(prediction, "status") in _FINAL_STATUSES


def _headers(job: Job) -> dict[str, str]:
    return {"Authorization": f"Bearer {job.connection.secrets['api_key']}"}


def _url(job: Job) -> str:
    return f"{job.connection.base_url}/v1/predictions/{job.request_id}"


def _inputs(request: ProviderRequest) -> dict[str, Any]:
    match request:
        case CutoutRequest():
            return {"image": request.photo.url}
        case GenerateRequest():
            width, height = size_for(
                request.shot.aspect_ratio,
                min(request.longest_edge, 2048),
                step=32,
                max_pixels=4_194_304,
            )
            frame = {"aspect_ratio": "custom", "width": width, "height": height}
            images = [image.url for image in (request.cutout, *request.references)]
            return _edit_inputs(request.prompt, images, request.seed) | frame
        case EditRequest():
            size = {"aspect_ratio": "match_input_image", "resolution": "match_input_image"}
            images = [image.url for image in (request.image, *request.references)]
            return _edit_inputs(edit_instruction(request), images, request.seed) | size
        case InpaintRequest():
            return {
                "image": request.image.url,
                "mask": request.mask.url,
                "prompt": request.prompt,
                "seed": seed_31_bits(request.seed),
                "output_format": "png",
            }
        case UpscaleRequest():
            factor = f"{request.factor}x"
            return {"image": request.image.url, "upscale_factor": factor, "output_format": "png"}
        case VideoRequest():
            return {
                "start_image": request.image.url,
                "prompt": request.prompt,
                "negative_prompt": request.negative,
                "duration": nearest_duration(request.seconds, (5, 10)),
            }
        case _:
            raise not_offered(_NAME, request.capability)


def _edit_inputs(prompt: str, images: list[str], seed: int) -> dict[str, Any]:
    if len(images) > _MAX_IMAGES:
        raise too_many_images(_NAME, _MAX_IMAGES)
    inputs = {"prompt": prompt, "input_images": images, "seed": seed_31_bits(seed)}
    return inputs | {"output_format": "png"}


def _first_url(output: Any) -> str:
    """The first URL of an output: a string, list or object, depending on the model."""
    if isinstance(output, dict):
        output = list(output.values())
    urls = [output] if isinstance(output, str) else list_at({"output": output}, "output")
    return next((url for url in urls if isinstance(url, str) and url), "")


def _failure(text: str) -> ProviderError:
    lowered = text.lower()
    if any(word in lowered for word in _REFUSAL_WORDS):
        return content_refused(_NAME)
    if any(word in lowered for word in _BUSY_WORDS):
        return ProviderUnavailable(f"{_NAME} interrupted the job.")
    return job_failed(_NAME)


def _error(reply: HttpReply) -> ProviderError:
    if reply.status == 404:
        return unknown_job(_NAME)
    if reply.status == 429 and not reply.headers.get("retry-after"):
        seconds = as_number(reply.object().get("retry_after"))
        return rate_limited(_NAME, seconds)
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = ReplicateAdapter()
