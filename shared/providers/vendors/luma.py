"""Luma Dream Machine: images (Photon) and videos (Ray).

Wire format: PyPI lumaai 1.21.0, types/generation.py and types/generations/; callbacks:
docs.lumalabs.ai, changelog.
"""

from collections.abc import Mapping
from typing import Any, Literal

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    Cancellation,
    Delivery,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    Mode,
    ModelSpec,
    with_bearer,
)
from shared.providers.errors import (
    ProviderError,
)
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import without_empty
from shared.providers.formats.json_fields import as_object, as_text
from shared.providers.formats.prompts import edit_prompt, with_negative
from shared.providers.formats.results import submitted
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    job_failed,
    no_result,
    not_offered,
    out_of_credit,
    unknown_job,
    unreadable_reply,
)
from shared.providers.requests import EditRequest, GenerateRequest, ProviderRequest, VideoRequest

_NAME = "Luma"

_RATIOS = ("3:4", "9:16", "1:1", "4:3", "16:9", "9:21", "21:9")
_MAX_PERSON_IMAGES = 4  # per identity in `character_ref`
_PATH = "/dream-machine/v1/generations"
# A refusal is reported as a text only.
_REFUSAL_WORDS = ("moderat", "not allowed", "policy", "sensitive", "inappropriate")


class LumaAdapter(BaseAdapter):
    """Ignores seeds, sizes, guidance, steps, and the references of an edit.

    Callbacks are not signed, arrive at each change of state and expect a 200.
    """

    name = "luma"
    mode: Mode = "webhook"
    base_url = "https://api.lumalabs.ai"
    limits = Limits(concurrent=10, per_minute=60)
    result_hosts: tuple[str, ...] = (".lumalabs.ai", ".cdn-luma.com")
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="generate", id="photon-1", rank=30, typical_seconds=25),
        ModelSpec(capability="edit", id="photon-1", rank=30, typical_seconds=25),
        ModelSpec(
            capability="video", id="ray-2", rank=20, typical_seconds=60, deadline_seconds=900
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        kind = "video" if isinstance(request, VideoRequest) else "image"
        body = without_empty(model=job.model, callback_url=job.callback_url, **_inputs(request))
        return _call(job, "POST", f"/{kind}", body)

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        if not reply.is_success:
            raise _error(reply)
        body = reply.object()
        if body.get("state") == "failed":
            raise _failure(as_text(body.get("failure_reason")))
        return submitted(body.get("id"), _NAME)

    def build_poll(self, job: Job) -> HttpRequest:
        return _call(job, "GET", f"/{job.request_id}")

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        if reply.status == 404:
            raise unknown_job(_NAME)
        if not reply.is_success:
            raise _error(reply)
        body = reply.object()
        match body.get("state"):
            case "queued" | "dreaming":
                return Pending()
            case "completed":
                return _completed(as_object(body.get("assets")), job)
            case "failed":
                raise _failure(as_text(body.get("failure_reason")))
            case _:
                raise unreadable_reply(_NAME)

    def build_cancel(self, job: Job) -> HttpRequest | None:
        """Deletes the generation; whether this stops it is not documented."""
        return _call(job, "DELETE", f"/{job.request_id}")

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        return "requested" if reply.is_success else "too_late"

    def is_final(self, delivery: Delivery) -> bool:
        body = delivery.object()
        return body.get("state") in ("completed", "failed")


def _call(
    job: Job, method: Literal["GET", "POST", "DELETE"], path: str, body: Any = None
) -> HttpRequest:
    url = f"{job.connection.base_url}{_PATH}{path}"
    request = HttpRequest(method=method, url=url, json=body)
    return with_bearer(request, job.connection.secrets["api_key"])


def _inputs(request: ProviderRequest) -> dict[str, Any]:
    match request:
        case GenerateRequest():
            return _generate(request)
        case EditRequest():
            return {
                "prompt": edit_prompt(request),
                # 1.0 keeps as much of the image as the prompt allows.
                "modify_image_ref": {"url": request.image.url, "weight": 1.0},
                "aspect_ratio": request.shot and nearest_ratio(request.shot.aspect_ratio, _RATIOS),
                "format": "png",
            }
        case VideoRequest():
            return {
                "prompt": with_negative(request.prompt, request.negative),
                "keyframes": {"frame0": {"type": "image", "url": request.image.url}},
                "aspect_ratio": nearest_ratio(request.aspect_ratio, _RATIOS),
                "duration": "5s" if request.seconds <= 5 else "9s",
                "resolution": "720p",
            }
        case _:
            raise not_offered(_NAME, request.capability)


def _generate(request: GenerateRequest) -> dict[str, Any]:
    person_images = [image.url for image in request.references[:_MAX_PERSON_IMAGES]]
    return {
        "prompt": with_negative(request.prompt, request.negative),
        "image_ref": [{"url": request.cutout.url, "weight": 1.0}],
        "character_ref": {"identity0": {"images": person_images}} if person_images else None,
        "aspect_ratio": nearest_ratio(request.shot.aspect_ratio, _RATIOS),
        "format": "png",
    }


def _completed(assets: Mapping[str, Any], job: Job) -> Completed:
    kind, mime = ("video", "video/mp4") if job.capability == "video" else ("image", "")
    if url := as_text(assets.get(kind)):
        return Completed(files=(OutputFile(url=url, mime=mime),), model=job.model)
    raise no_result(_NAME)


def _error(reply: HttpReply) -> ProviderError:
    """The error for a `detail` text, which reports missing credits under any status."""
    detail = as_text(reply.object().get("detail")).lower()
    if "credit" in detail:
        return out_of_credit(_NAME)
    if any(word in detail for word in _REFUSAL_WORDS):
        return content_refused(_NAME, "input")
    return error_of_reply(_NAME, reply)


def _failure(reason: str) -> ProviderError:
    if any(word in reason.lower() for word in _REFUSAL_WORDS):
        return content_refused(_NAME)
    return job_failed(_NAME)


ADAPTER: Adapter = LumaAdapter()
