"""fal.ai: models of many makers behind one queue API.

Wire format: docs.fal.ai, Queue API, Webhooks and Errors; fal_client (the official SDK).
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
)
from shared.providers.formats.aspect_ratios import size_for
from shared.providers.formats.json_fields import list_at, seed_at, text_at, value_at
from shared.providers.formats.numbers import nearest_duration, seed_31_bits
from shared.providers.formats.prompts import edit_instruction
from shared.providers.http import own_url
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    job_failed,
    no_result,
    not_offered,
    out_of_credit,
    out_of_service,
    output_withheld,
    timed_out,
    unknown_job,
    unusable_request,
)
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    ProviderRequest,
    TryOnRequest,
    UpscaleRequest,
    VideoRequest,
)
from shared.providers.signatures import verify_ed25519

_NAME = "fal.ai"

_HOST = "https://queue.fal.run"
_KEYS_URL = "https://rest.fal.ai/.well-known/jwks.json"
_EDIT_MODEL = "fal-ai/nano-banana-pro/edit"
_TIMEOUTS = frozenset({"request_timeout", "startup_timeout", "generation_timeout"})
_OUTAGES = frozenset(
    {
        "runner_scheduling_failure",
        "runner_connection_error",
        "runner_connection_refused",
        "runner_connection_timeout",
        "runner_disconnected",
        "runner_incomplete_response",
        "runner_server_error",
        "internal_error",
        "internal_server_error",
        "downstream_service_error",
        "downstream_service_unavailable",
    }
)


class FalAdapter(BaseAdapter):
    """Ignores guidance, steps, the prompt of a try-on, and negative prompts except for videos.

    A video has the nearest duration from 3 to 15 seconds. A submit returns the addresses for
    polling, for the result and for cancelling, which are kept in the handle.
    """

    name = "fal"
    mode: Mode = "webhook"
    base_url = _HOST
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="fal-ai/bria/background/remove", typical_seconds=5),
        ModelSpec(capability="generate", id="fal-ai/flux-2-pro/edit", typical_seconds=20),
        ModelSpec(capability="edit", id=_EDIT_MODEL, typical_seconds=25),
        ModelSpec(capability="background", id=_EDIT_MODEL, typical_seconds=25),
        ModelSpec(capability="recolor", id=_EDIT_MODEL, typical_seconds=25),
        ModelSpec(capability="inpaint", id="fal-ai/flux-pro/v1/fill", typical_seconds=15),
        ModelSpec(capability="try_on", id="fal-ai/fashn/tryon/v1.6", typical_seconds=15),
        ModelSpec(capability="upscale", id="fal-ai/topaz/upscale/image", typical_seconds=20),
        ModelSpec(
            capability="video",
            id="fal-ai/kling-video/v3/pro/image-to-video",
            typical_seconds=60,
            deadline_seconds=900,
        ),
    )
    limits = Limits(concurrent=20, per_minute=120)
    result_hosts: tuple[str, ...] = ("fal.media", ".fal.media")

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/{job.model}",
            headers=_headers(job),
            params={"fal_webhook": job.callback_url},
            json=_inputs(request),
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        body = reply.object()
        request_id = text_at(body, "request_id")
        if not reply.is_success or not request_id:
            raise _error(reply)
        links = ("status_url", "response_url", "cancel_url")
        handle = {link: own_url(text_at(body, link), job.connection, self.name) for link in links}
        return Submitted(request_id=request_id, handle=handle)

    def build_poll(self, job: Job) -> HttpRequest:
        return _request("GET", "status_url", job)

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | HttpRequest:
        body = reply.object()
        status = text_at(body, "status")
        if not reply.is_success:
            raise _error(reply)
        if status in ("IN_QUEUE", "IN_PROGRESS"):
            return Pending()
        # A failed job has the status COMPLETED and an error.
        if status != "COMPLETED" or body.get("error"):
            raise _named_error(text_at(body, "error_type")) or job_failed(_NAME)
        return _request("GET", "response_url", job)

    def parse_result(self, reply: HttpReply, job: Job) -> Completed:
        body = reply.object()
        if not reply.is_success:
            raise _error(reply)
        if any(flag is True for flag in list_at(body, "has_nsfw_concepts")):
            raise output_withheld(_NAME)
        found = value_at(body, "images", 0) or body.get("image") or body.get("video")
        url = text_at(found, "url")
        if not url:
            raise no_result(_NAME)
        file = OutputFile(url=url, mime=text_at(found, "content_type"))
        return Completed(files=(file,), model=job.model, seed=seed_at(body, "seed"))

    def build_cancel(self, job: Job) -> HttpRequest:
        return _request("PUT", "cancel_url", job)

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        return "requested" if reply.is_success else "too_late"

    def keys_url(self, connection: Connection) -> str:
        own = f"{connection.base_url}/.well-known/jwks.json"
        return _KEYS_URL if connection.base_url == _HOST else own

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        verify_ed25519(delivery, keys, prefix="x-fal-webhook", id_header="request-id")


def _headers(job: Job) -> dict[str, str]:
    return {"Authorization": f"Key {job.connection.secrets['api_key']}"}


def _request(method: Any, link: str, job: Job) -> HttpRequest:
    return HttpRequest(method=method, url=job.handle[link], headers=_headers(job))


def _inputs(request: ProviderRequest) -> dict[str, Any]:
    """The inputs of the model, which are the whole body of a submit."""
    match request:
        case CutoutRequest():
            return {"image_url": request.photo.url}
        case GenerateRequest():
            return _generation(request)
        case EditRequest():
            images = [image.url for image in (request.image, *request.references)]
            seed = seed_31_bits(request.seed)
            return {"prompt": edit_instruction(request), "image_urls": images, "seed": seed}
        case InpaintRequest():
            return {
                "prompt": request.prompt,
                "image_url": request.image.url,
                "mask_url": request.mask.url,
                "seed": seed_31_bits(request.seed),
            }
        case TryOnRequest():
            return {
                "model_image": request.person.url,
                "garment_image": request.garment.url,
                "category": request.category,
                "mode": "quality",
                "num_samples": 1,
                "seed": seed_31_bits(request.seed),
            }
        case UpscaleRequest():
            options = {"upscale_factor": request.factor, "output_format": "png"}
            return {"image_url": request.image.url, **options}
        case VideoRequest():
            return _video(request)
        case _:
            raise not_offered(_NAME, request.capability)


def _generation(request: GenerateRequest) -> dict[str, Any]:
    width, height = size_for(
        request.shot.aspect_ratio, request.longest_edge, step=16, max_pixels=4_000_000
    )
    return {
        "prompt": request.prompt,
        "image_urls": [image.url for image in (request.cutout, *request.references)],
        "image_size": {"width": width, "height": height},
        "seed": seed_31_bits(request.seed),
    }


def _video(request: VideoRequest) -> dict[str, Any]:
    inputs = {
        "start_image_url": request.image.url,
        "prompt": request.prompt,
        "duration": str(nearest_duration(request.seconds, range(3, 16))),
        "generate_audio": False,
    }
    return inputs | ({"negative_prompt": request.negative} if request.negative else {})


def _error(reply: HttpReply) -> ProviderError:
    body = reply.object()
    for problem in list_at(body, "detail"):
        if text_at(problem, "type") == "content_policy_violation":
            is_input = value_at(problem, "loc", 0) == "body"
            return content_refused(_NAME, "input" if is_input else "unknown")
    kinds = [text_at(problem, "type") for problem in list_at(body, "detail")]
    kinds += [text_at(body, "error_type"), reply.headers.get("x-fal-error-type", "")]
    for kind in kinds:
        if named := _named_error(kind):
            return named
    # An account without balance gets a 403, which only its text distinguishes.
    if reply.status == 403 and "balance" in text_at(body, "detail").lower():
        return out_of_credit(_NAME)
    if reply.status in (404, 405, 410):
        return unknown_job(_NAME)
    return error_of_reply(_NAME, reply)


def _named_error(kind: str) -> ProviderError | None:
    if kind in _TIMEOUTS:
        return timed_out(_NAME)
    if kind in _OUTAGES:
        return out_of_service(_NAME)
    if kind == "bad_request":
        return unusable_request(_NAME)
    if kind == "no_media_generated":
        return no_result(_NAME)
    return None


ADAPTER: Adapter = FalAdapter()
