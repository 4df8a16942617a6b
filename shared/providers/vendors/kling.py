"""Kling: virtual try-on (Kolors), images from a reference, and videos.

Wire format: Kling API document (app.klingai.com/global/dev/document-api).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import jwt

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
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import without_empty
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.formats.results import submitted
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    error_of_reply,
    no_result,
    not_offered,
    unknown_job,
    unreadable_reply,
)
from shared.providers.requests import (
    Capability,
    GenerateRequest,
    ProviderRequest,
    TryOnRequest,
    VideoRequest,
)
from shared.providers.vendors.kling_errors import error_of_code, failure_of

_NAME = "Kling"

_TOKEN_LIFE = timedelta(minutes=30)
_CLOCK_SKEW = timedelta(seconds=5)
_RATIOS = ("3:4", "2:3", "9:16", "1:1", "4:3", "3:2", "16:9", "21:9")
_PATHS: Mapping[Capability, str] = {
    "try_on": "/v1/images/kolors-virtual-try-on",
    "generate": "/v1/images/generations",
    "video": "/v1/videos/image2video",
}


class KlingAdapter(BaseAdapter):
    """Ignores seeds, sizes, guidance, steps, references, and the prompt and category of a try-on.
    Images have no negative prompt, because Kling refuses one together with a reference image.

    Each request has a JWT of its own. Callbacks are not signed. Jobs cannot be cancelled.
    """

    name = "kling"
    mode: Mode = "webhook"
    base_url = "https://api-singapore.klingai.com"
    limits = Limits(concurrent=5, per_minute=60)
    credentials: tuple[str, ...] = ("access_key", "secret_key")
    result_hosts: tuple[str, ...] = (".klingai.com", ".kwimgs.com", ".kechuangai.com")
    models: tuple[ModelSpec, ...] = (
        ModelSpec(
            capability="try_on", id="kolors-virtual-try-on-v1-5", rank=20, typical_seconds=25
        ),
        ModelSpec(capability="generate", id="kling-v2", rank=30, typical_seconds=30),
        ModelSpec(
            capability="video",
            id="kling-v2-1",
            rank=10,
            typical_seconds=60,
            deadline_seconds=900,
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        body = without_empty(
            model_name=job.model, callback_url=job.callback_url, **_inputs(request, job)
        )
        url = f"{job.connection.base_url}{_PATHS[job.capability]}"
        return _authorized(HttpRequest(method="POST", url=url, json=body), job)

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        return submitted(_data(reply).get("task_id"), _NAME)

    def build_poll(self, job: Job) -> HttpRequest:
        url = f"{job.connection.base_url}{_PATHS[job.capability]}/{job.request_id}"
        return _authorized(HttpRequest(method="GET", url=url), job)

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        if reply.status == 404:
            raise unknown_job(_NAME)
        data = _data(reply)
        match data.get("task_status"):
            case "submitted" | "processing":
                return Pending()
            case "succeed":
                return _completed(as_object(data.get("task_result")), job)
            case "failed":
                raise failure_of(as_text(data.get("task_status_msg")))
            case _:
                raise unreadable_reply(_NAME)

    def is_final(self, delivery: Delivery) -> bool:
        body = delivery.object()
        return body.get("task_status") in ("succeed", "failed")


def _authorized(request: HttpRequest, job: Job) -> HttpRequest:
    claims = {
        "iss": job.connection.secrets["access_key"],
        "exp": int((job.now + _TOKEN_LIFE).timestamp()),
        "nbf": int((job.now - _CLOCK_SKEW).timestamp()),
    }
    token = jwt.encode(claims, job.connection.secrets["secret_key"], algorithm="HS256")
    return with_bearer(request, token)


def _inputs(request: ProviderRequest, job: Job) -> dict[str, Any]:
    match request:
        case TryOnRequest():
            return {"human_image": request.person.url, "cloth_image": request.garment.url}
        case GenerateRequest():
            return {
                "prompt": request.prompt,
                "image": request.cutout.url,
                "n": 1,
                "aspect_ratio": nearest_ratio(request.shot.aspect_ratio, _RATIOS),
            }
        case VideoRequest():
            return {
                "image": request.image.url,
                "prompt": request.prompt,
                "negative_prompt": request.negative,
                "mode": "pro",
                "duration": "5" if request.seconds <= 5 else "10",
                "external_task_id": str(job.id),
            }
        case _:
            raise not_offered(_NAME, request.capability)


def _completed(result: Mapping[str, Any], job: Job) -> Completed:
    is_video = job.capability == "video"
    found = as_objects(result.get("videos" if is_video else "images"))
    mime = "video/mp4" if is_video else ""
    urls = [url for item in found if (url := as_text(item.get("url")))]
    if not urls:
        raise no_result(_NAME)
    return Completed(files=tuple(OutputFile(url=url, mime=mime) for url in urls), model=job.model)


def _data(reply: HttpReply) -> Mapping[str, Any]:
    """The task of a reply whose `code` is 0. Raises the error of another code or status."""
    body = reply.object()
    code = body.get("code")
    if isinstance(code, int) and code != 0:
        raise error_of_code(code, reply)
    if not reply.is_success:
        raise error_of_reply(_NAME, reply)
    return as_object(body.get("data"))


ADAPTER: Adapter = KlingAdapter()
