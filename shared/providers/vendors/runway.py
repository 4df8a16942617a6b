"""Runway: images from references, videos and upscaling.

Wire format: PyPI runwayml 5.24.0, types/task_retrieve_response.py; docs.dev.runwayml.com, "Handle
Task Failures" and "HTTP Errors".
"""

from dataclasses import replace
from typing import Any, Literal

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    Cancellation,
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
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderUnavailable,
)
from shared.providers.formats.encoding import without_empty
from shared.providers.formats.json_fields import as_number, as_object, as_text, as_texts
from shared.providers.formats.results import submitted
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    no_result,
    out_of_credit,
    unknown_job,
    unreadable_reply,
)
from shared.providers.requests import ProviderRequest
from shared.providers.vendors.runway_requests import build_inputs

_NAME = "Runway"

_VERSION = "2024-11-06"
_CREDIT_MICROUSD = 10_000  # docs.dev.runwayml.com, Pricing: a credit is one cent


class RunwayAdapter(BaseAdapter):
    """Ignores guidance, steps, negative prompts and the longest edge, because sizes are fixed.

    Runway has no callbacks. Tasks above the account's concurrency limit are accepted and have the
    status THROTTLED.
    """

    name = "runway"
    mode: Mode = "polled"
    base_url = "https://api.dev.runwayml.com"
    limits = Limits(concurrent=5, per_minute=60)
    result_hosts: tuple[str, ...] = (".cloudfront.net", ".runwayml.com")
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="generate", id="gen4_image", rank=20, typical_seconds=30),
        ModelSpec(
            capability="upscale",
            id="magnific_precision_upscaler_v2",
            rank=20,
            typical_seconds=40,
            deadline_seconds=600,
        ),
        ModelSpec(
            capability="video",
            id="gen4_turbo",
            rank=10,
            typical_seconds=60,
            deadline_seconds=900,
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        path, body = build_inputs(request)
        return _call(job, "POST", f"/v1/{path}", without_empty(model=job.model, **body))

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        if not reply.is_success:
            raise _error(reply)
        return submitted(reply.object().get("id"), _NAME)

    def build_poll(self, job: Job) -> HttpRequest:
        return _call(job, "GET", f"/v1/tasks/{job.request_id}")

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        if reply.status == 404:
            raise unknown_job(_NAME)
        if not reply.is_success:
            raise _error(reply)
        task = reply.object()
        match task.get("status"):
            case "PENDING" | "THROTTLED":
                return Pending()
            case "RUNNING":
                return Pending(_progress(task))
            case "SUCCEEDED":
                return _completed(task, job)
            case "FAILED":
                raise _failure(as_text(task.get("failureCode")))
            case "CANCELLED":
                raise unknown_job(_NAME)
            case _:
                raise unreadable_reply(_NAME)

    def build_cancel(self, job: Job) -> HttpRequest | None:
        return _call(job, "DELETE", f"/v1/tasks/{job.request_id}")

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        return "cancelled" if reply.is_success else "too_late"


def _call(
    job: Job, method: Literal["GET", "POST", "DELETE"], path: str, body: Any = None
) -> HttpRequest:
    url = f"{job.connection.base_url}{path}"
    request = HttpRequest(method=method, url=url, json=body)
    authorized = with_bearer(request, job.connection.secrets["api_key"])
    return replace(authorized, headers={**authorized.headers, "X-Runway-Version": _VERSION})


def _progress(task: dict[str, Any]) -> float | None:
    progress = as_number(task.get("progress"))
    return None if progress is None else min(max(progress, 0.0), 1.0)


def _completed(task: dict[str, Any], job: Job) -> Completed:
    mime = "video/mp4" if job.capability == "video" else ""
    files = tuple(OutputFile(url=url, mime=mime) for url in as_texts(task.get("output")))
    if not files:
        raise no_result(_NAME)
    credits_used = as_number(as_object(task.get("cost")).get("credits"))
    cost = None if credits_used is None else max(0, round(credits_used * _CREDIT_MICROUSD))
    return Completed(files=files, model=job.model, cost_microusd=cost)


def _error(reply: HttpReply) -> ProviderError:
    message = as_text(reply.object().get("error")).lower()
    if "enough credits" in message:
        return out_of_credit(_NAME)
    return error_of_reply(_NAME, reply)


def _failure(code: str) -> ProviderError:
    """The error for a `failureCode`; unknown codes are treated as transient."""
    if code.startswith("SAFETY."):
        stage: Literal["input", "output"] = "output" if "OUTPUT" in code else "input"
        return content_refused(_NAME, stage)
    if code.startswith("INPUT_PREPROCESSING.SAFETY"):
        return content_refused(_NAME, "input")
    if code.startswith("ASSET."):
        return ProviderInvalidRequest(f"{_NAME} cannot use one of the images.")
    if code.startswith("INTERNAL.BAD_OUTPUT"):
        return ProviderFailed(f"{_NAME} rejected its own result as too poor.")
    return ProviderUnavailable(f"{_NAME} could not complete the job.")


ADAPTER: Adapter = RunwayAdapter()
