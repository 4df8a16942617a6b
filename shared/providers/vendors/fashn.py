"""FASHN: images and videos of garments on people.

Wire format: PyPI fashn 0.9.0, types/prediction_status_response.py; docs.fashn.ai, "Error handling"
and "Webhooks".
"""

from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
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
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderUnavailable,
)
from shared.providers.formats.json_fields import as_object, as_text, as_texts
from shared.providers.formats.results import submitted
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    no_result,
    out_of_credit,
    rate_limited,
    retry_after_of,
    timed_out,
    unknown_job,
)
from shared.providers.requests import ProviderRequest
from shared.providers.vendors.fashn_requests import build_inputs

_NAME = "FASHN"

_FINAL_STATUSES = ("completed", "failed", "canceled", "time_out")


class FashnAdapter(BaseAdapter):
    """Ignores guidance, steps, the negative prompt of `generate`, and references after the first.
    Only tryon-v1.6 uses the `category` of a try-on, only tryon-max its `prompt`.

    Callbacks are not signed. Jobs cannot be cancelled.
    """

    name = "fashn"
    mode: Mode = "webhook"
    base_url = "https://api.fashn.ai"
    limits = Limits(concurrent=6, per_minute=50)  # per_minute is documented by the vendor
    result_hosts: tuple[str, ...] = (".fashn.ai",)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="try_on", id="tryon-max", rank=10, typical_seconds=40),
        ModelSpec(capability="try_on", id="tryon-v1.6", rank=15, typical_seconds=15),
        ModelSpec(capability="generate", id="product-to-model", rank=20, typical_seconds=30),
        ModelSpec(capability="edit", id="edit", rank=20, typical_seconds=25),
        ModelSpec(capability="inpaint", id="edit", rank=20, typical_seconds=25),
        ModelSpec(capability="recolor", id="edit", rank=20, typical_seconds=25),
        ModelSpec(capability="background", id="background-change", rank=20, typical_seconds=20),
        ModelSpec(capability="cutout", id="background-remove", rank=20, typical_seconds=8),
        ModelSpec(
            capability="video",
            id="image-to-video",
            rank=20,
            typical_seconds=60,
            deadline_seconds=900,
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        model, inputs = build_inputs(request, job.model)
        plain = HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/v1/run",
            params={"webhook_url": job.callback_url} if job.callback_url else {},
            json={"model_name": model, "inputs": inputs},
        )
        return with_bearer(plain, job.connection.secrets["api_key"])

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        body = reply.object()
        if not reply.is_success or body.get("error"):
            raise _error(body, reply)
        return submitted(body.get("id"), _NAME)

    def build_poll(self, job: Job) -> HttpRequest:
        url = f"{job.connection.base_url}/v1/status/{job.request_id}"
        return with_bearer(HttpRequest(method="GET", url=url), job.connection.secrets["api_key"])

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        body = reply.object()
        status = as_text(body.get("status"))
        if reply.is_success and status == "completed":
            return _completed(body, job)
        if reply.is_success and status in ("starting", "in_queue", "processing"):
            return Pending()
        if status == "time_out":
            raise timed_out(_NAME)
        if reply.status == 404 or status == "canceled":
            raise unknown_job(_NAME)
        raise _error(body, reply)

    def is_final(self, delivery: Delivery) -> bool:
        body = delivery.object()
        return as_text(body.get("status")) in _FINAL_STATUSES


def _completed(body: dict[str, Any], job: Job) -> Completed:
    mime = "video/mp4" if job.capability == "video" else "image/png"
    files = tuple(OutputFile(url=url, mime=mime) for url in as_texts(body.get("output")))
    if not files:
        raise no_result(_NAME)
    return Completed(files=files, model=job.model)


def _error(body: dict[str, Any], reply: HttpReply) -> ProviderError:
    """The API's own errors are {error, message}, those of a job {error: {name, message}}."""
    error = body.get("error")
    match as_text(error) or as_text(as_object(error).get("name")):
        case "OutOfCredits":
            return out_of_credit(_NAME)
        case "RateLimitExceeded" | "ConcurrencyLimitExceeded":
            return rate_limited(_NAME, retry_after_of(reply))
        case "ContentModerationError":
            return content_refused(_NAME, "input")
        case "ImageLoadError":
            return ProviderInvalidRequest(f"{_NAME} cannot read one of the images.")
        case "PoseError":
            return ProviderInvalidRequest(
                f"{_NAME} finds no pose in the image. Use one with the person in full view."
            )
        case "InputValidationError":
            return ProviderInvalidRequest(f"{_NAME} cannot use this combination of settings.")
        case "PipelineError" | "InternalServerError":
            return ProviderUnavailable(f"{_NAME} could not complete the job.")
        case "PollingTimeout":
            return timed_out(_NAME)
        case "ThirdPartyError" | "3rdPartyProviderError":
            # Usually a refusal by a captioning model of the vendor; other vendors may accept it.
            return ProviderFailed(
                f"{_NAME} could not complete the job, possibly because of the images' content."
            )
        case _:
            return error_of_reply(_NAME, reply)


ADAPTER: Adapter = FashnAdapter()
