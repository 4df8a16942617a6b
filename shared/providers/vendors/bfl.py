"""Black Forest Labs: the FLUX models, which generate and edit images.

Wire format: docs.bfl.ai, Integration guidelines and Errors. The signature of callbacks is
documented only in the vendor's "skills" repository.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
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
from shared.providers.formats.encoding import base64_of
from shared.providers.formats.json_fields import seed_at, text_at
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.prompts import edit_instruction
from shared.providers.http import own_url
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    job_failed,
    not_offered,
    output_withheld,
    too_many_images,
    unknown_job,
)
from shared.providers.requests import (
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    InputImage,
    ProviderRequest,
)
from shared.providers.signatures import secrets_of, verify_body_hmac

_NAME = "Black Forest Labs"
_FLUX = "flux-2-pro"
_MAX_IMAGES = 8
_SIGNATURE = "x-bfl-signature"
_PENDING_STATUSES = frozenset({"pending", "queued", "processing", "task-queued", "task-processing"})


class BflAdapter(BaseAdapter):
    """Ignores negative prompts, guidance and steps. Jobs cannot be cancelled.

    A submit with a callback URL returns an id but no polling address. The id is valid only on the
    host of its region, so the default is a regional host instead of the global one.
    """

    name = "bfl"
    mode: Mode = "webhook"
    base_url = "https://api.eu.bfl.ai"
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="generate", id=_FLUX, typical_seconds=15),
        ModelSpec(capability="edit", id=_FLUX, typical_seconds=15),
        ModelSpec(capability="background", id=_FLUX, typical_seconds=15),
        ModelSpec(capability="recolor", id=_FLUX, typical_seconds=15),
        ModelSpec(capability="inpaint", id="flux-pro-1.0-fill", rank=10, typical_seconds=15),
    )
    limits = Limits(concurrent=20, per_minute=120)  # the vendor allows 24 active tasks
    result_hosts: tuple[str, ...] = (".bfl.ai",)

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        secrets = secrets_of(job.connection)
        signed = {"webhook_secret": secrets[0]} if secrets else {}
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/v1/{job.model}",
            headers=_headers(job),
            json={**_inputs(request), "webhook_url": job.callback_url, **signed},
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        body = reply.object()
        task_id = text_at(body, "id")
        if not reply.is_success or not task_id:
            raise error_of_reply(_NAME, reply)
        url = text_at(body, "polling_url")
        handle = {"polling_url": own_url(url, job.connection, _NAME, (".bfl.ai",))} if url else {}
        return Submitted(request_id=task_id, handle=handle)

    def build_poll(self, job: Job) -> HttpRequest:
        if url := job.handle.get("polling_url"):
            return HttpRequest(method="GET", url=url, headers=_headers(job))
        url = f"{job.connection.base_url}/v1/get_result"
        return HttpRequest(
            method="GET", url=url, headers=_headers(job), params={"id": job.request_id}
        )

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        body = reply.object()
        status = text_at(body, "status")
        if status.lower() in _PENDING_STATUSES:
            return Pending(_progress(body.get("progress")))
        if problem := _problem(status):
            raise problem
        url = text_at(body, "result", "sample")
        if reply.is_success and status == "Ready" and url:
            seed = seed_at(body, "result", "seed")
            return Completed(files=(OutputFile(url=url),), model=job.model, seed=seed)
        if reply.status in (400, 404, 422):
            raise unknown_job(_NAME)
        raise error_of_reply(_NAME, reply)

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        # The main documentation does not mention signatures, so unsigned callbacks are accepted.
        if (secrets := secrets_of(connection)) and _SIGNATURE in delivery.headers:
            verify_body_hmac(delivery, secrets, header=_SIGNATURE)

    def is_final(self, delivery: Delivery) -> bool:
        body = delivery.object()
        return text_at(body, "status").lower() not in _PENDING_STATUSES


def _headers(job: Job) -> dict[str, str]:
    return {"x-key": job.connection.secrets["api_key"]}


def _inputs(request: ProviderRequest) -> dict[str, Any]:
    match request:
        case GenerateRequest():
            width, height = size_for(
                request.shot.aspect_ratio, request.longest_edge, step=16, max_pixels=4_000_000
            )
            images = (request.cutout, *request.references)
            size = {"width": width, "height": height}
            return _edit_inputs(request.prompt, images, request.seed) | size
        case EditRequest():
            images = (request.image, *request.references)
            return _edit_inputs(edit_instruction(request), images, request.seed)
        case InpaintRequest():
            return {
                "prompt": request.prompt,
                "image": base64_of(request.image),
                "mask": base64_of(request.mask),
                "seed": seed_31_bits(request.seed),
                "output_format": "png",
            }
        case _:
            raise not_offered(_NAME, request.capability)


def _edit_inputs(prompt: str, images: tuple[InputImage, ...], seed: int) -> dict[str, Any]:
    if len(images) > _MAX_IMAGES:
        raise too_many_images(_NAME, _MAX_IMAGES)
    names = ("input_image", *(f"input_image_{index}" for index in range(2, _MAX_IMAGES + 1)))
    given = {name: image.url for name, image in zip(names, images, strict=False)}
    return {"prompt": prompt, **given, "seed": seed_31_bits(seed), "output_format": "png"}


def _progress(value: Any) -> float | None:
    """The progress from 0 to 1; None if the value is not such a number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= 1 else None


def _problem(status: str) -> ProviderError | None:
    match status:
        case "Request Moderated":
            return content_refused(_NAME, "input")
        case "Content Moderated":
            return output_withheld(_NAME)
        case "Task not found":
            return unknown_job(_NAME)
        case "Error" | "Failed":
            return job_failed(_NAME)
        case _:
            return None


ADAPTER: Adapter = BflAdapter()
