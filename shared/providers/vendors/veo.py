"""Veo, Google's video model: videos from a still image.

Wire format: `predictLongRunning` and `fetchPredictOperation`, google-genai 3.4.0.
"""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    Mode,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderError,
    ProviderFailed,
)
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import base64_of, require_max_size
from shared.providers.formats.json_fields import as_integer, as_object, as_objects, as_text
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.results import file_from_base64
from shared.providers.replies import Completed, Pending, Submitted
from shared.providers.reply_errors import (
    account_refused,
    content_refused,
    job_failed,
    no_result,
    not_offered,
    out_of_service,
    output_withheld,
    rate_limited,
    timed_out,
    unknown_job,
    unreadable_reply,
    unusable_request,
)
from shared.providers.requests import ProviderRequest, VideoRequest
from shared.providers.vendors import vertex

_NAME = "Veo"
_IMAGE_MEGABYTES = 20
_SECONDS = (4, 6, 8)
_RATIOS = ("16:9", "9:16")


class VeoAdapter(BaseAdapter):
    """A video has the next longer duration of 4, 6 and 8 seconds, and the nearer aspect ratio of
    16:9 and 9:16.

    The request names no Cloud Storage bucket, so the video is part of the reply. Jobs cannot be
    cancelled.
    """

    name = "veo"
    mode: Mode = "polled"
    base_url = vertex.BASE_URL
    credentials: tuple[str, ...] = vertex.CREDENTIALS
    limits = Limits(concurrent=4, per_minute=10)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(
            capability="video",
            id="veo-3.1-generate-001",
            typical_seconds=60,
            deadline_seconds=900,
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        if not isinstance(request, VideoRequest):
            raise not_offered(_NAME, job.capability)
        image = require_max_size(request.image, _IMAGE_MEGABYTES, _NAME)
        parameters = {
            "aspectRatio": nearest_ratio(request.aspect_ratio, _RATIOS),
            "durationSeconds": next((s for s in _SECONDS if s >= request.seconds), _SECONDS[-1]),
            "generateAudio": False,
            "personGeneration": "allow_adult",
            "resolution": "1080p",
            "sampleCount": 1,
            "seed": seed_31_bits(request.seed),
        }
        if request.negative:
            parameters["negativePrompt"] = request.negative
        instance = {
            "prompt": request.prompt,
            "image": {"bytesBase64Encoded": base64_of(image), "mimeType": image.mime},
        }
        body = {"instances": [instance], "parameters": parameters}
        return vertex.call(job, "predictLongRunning", body, timeout_seconds=60)

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        vertex.raise_error(_NAME, reply)
        operation = as_text(reply.object().get("name"))
        if not operation:
            raise ProviderFailed(f"{_NAME} returned no name for the job.")
        return Submitted(operation, {"operation": operation, "model": job.model})

    def build_poll(self, job: Job) -> HttpRequest:
        # The operation belongs to the model of the submit, even if ours has changed since.
        model = as_text(job.handle.get("model")) or job.model
        operation = as_text(job.handle.get("operation")) or job.request_id
        body = {"operationName": operation}
        return vertex.call(replace(job, model=model), "fetchPredictOperation", body, 60)

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        """A failed operation has status 200, `done` and an error with a gRPC code."""
        body = reply.object()
        if body.get("done") is True and reply.is_success:
            if error := as_object(body.get("error")):
                raise _operation_error(error)
            return _video_from(as_object(body.get("response")), job)
        if reply.status == HTTPStatus.NOT_FOUND:
            raise unknown_job(_NAME)
        vertex.raise_error(_NAME, reply)
        if not as_text(body.get("name")):
            raise unreadable_reply(_NAME)
        return Pending()


def _video_from(response: Mapping[str, Any], job: Job) -> Completed:
    for video in as_objects(response.get("videos")):
        if video.get("bytesBase64Encoded"):
            mime = as_text(video.get("mimeType")) or "video/mp4"
            file = file_from_base64(video["bytesBase64Encoded"], mime, _NAME)
            return Completed(files=(file,), model=job.model)
    if as_integer(response.get("raiMediaFilteredCount")) or response.get("raiMediaFilteredReasons"):
        raise output_withheld(_NAME)
    raise no_result(_NAME)


def _operation_error(error: Mapping[str, Any]) -> ProviderError:
    """The error for a google.rpc.Code. Refusals have code 3 and differ by their text only."""
    message = as_text(error.get("message")).lower()
    match as_integer(error.get("code")):
        case 3 if "usage guidelines" in message or "safety" in message:
            return content_refused(_NAME, "input")
        case 3 | 9 | 11:
            return unusable_request(_NAME)
        case 4:
            return timed_out(_NAME)
        case 8:
            return rate_limited(_NAME)
        case 5 | 7 | 16:
            return account_refused(_NAME)
        case 1 | 2 | 10 | 13 | 14:
            return out_of_service(_NAME)
        case _:
            return job_failed(_NAME)


ADAPTER: Adapter = VeoAdapter()
