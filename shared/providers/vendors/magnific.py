"""Magnific: faithful upscaling. The Freepik API is the same product on another host.

Wire format: docs.freepik.com, Image upscaler (precision) and Webhooks.
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
from shared.providers.formats.encoding import base64_of
from shared.providers.formats.json_fields import list_at, text_at
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import error_of_reply, job_failed, not_offered, unknown_job
from shared.providers.requests import ProviderRequest, UpscaleRequest
from shared.providers.signatures import secrets_of, verify_standard

_NAME = "Magnific"

_PENDING_STATUSES = frozenset({"CREATED", "IN_PROGRESS"})
_FINAL_STATUSES = frozenset({"COMPLETED", "FAILED"})


class MagnificAdapter(BaseAdapter):
    """Ignores prompts and seeds, which the faithful mode does not have. Jobs cannot be cancelled.

    Signatures of callbacks are verified if the connection has a `webhook_secret`.
    """

    name = "magnific"
    mode: Mode = "webhook"
    base_url = "https://api.magnific.com"
    models: tuple[ModelSpec, ...] = (
        ModelSpec(
            capability="upscale",
            id="image-upscaler-precision-v2",
            rank=10,
            typical_seconds=40,
            deadline_seconds=600,
        ),
    )
    limits = Limits(concurrent=5, per_minute=30)
    result_hosts: tuple[str, ...] = (".freepik.com", ".magnific.com", ".magnific.ai")

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        if not isinstance(request, UpscaleRequest):
            raise not_offered(_NAME, request.capability)
        return HttpRequest(
            method="POST",
            url=_url(job),
            headers=_headers(job),
            json={
                "image": base64_of(request.image),
                "scale_factor": request.factor,
                "flavor": "photo",
                "webhook_url": job.callback_url,
            },
            timeout_seconds=60.0,
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        task_id = text_at(reply.object(), "data", "task_id")
        if not reply.is_success or not task_id:
            raise _error(reply)
        return Submitted(request_id=task_id)

    def build_poll(self, job: Job) -> HttpRequest:
        url = f"{_url(job)}/{job.request_id}"
        return HttpRequest(method="GET", url=url, headers=_headers(job))

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        body = reply.object()
        if not reply.is_success:
            raise _error(reply)
        status = text_at(body, "data", "status")
        if status in _PENDING_STATUSES:
            return Pending()
        links = [link for link in list_at(body, "data", "generated") if isinstance(link, str)]
        if status != "COMPLETED" or not links:
            raise job_failed(_NAME)
        return Completed(files=(OutputFile(url=links[0]),), model=job.model)

    def verify(
        self, delivery: Delivery, connection: Connection, keys: Sequence[Mapping[str, Any]]
    ) -> None:
        if secrets := secrets_of(connection):
            verify_standard(delivery, secrets)

    def is_final(self, delivery: Delivery) -> bool:
        # The callback's body is the `data` of a poll's reply.
        body = delivery.object()
        return text_at(body, "status") in _FINAL_STATUSES


def _headers(job: Job) -> dict[str, str]:
    brand = "freepik" if "freepik" in job.connection.base_url else "magnific"
    return {f"x-{brand}-api-key": job.connection.secrets["api_key"]}


def _url(job: Job) -> str:
    return f"{job.connection.base_url}/v1/ai/{job.model}"


def _error(reply: HttpReply) -> ProviderError:
    if reply.status == 404:
        return unknown_job(_NAME)
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = MagnificAdapter()
