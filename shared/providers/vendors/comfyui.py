"""ComfyUI on a private server: generation, edits and upscaling with open models.

Wire format: github Comfy-Org/ComfyUI, server.py (002c3fb) and comfy_execution/jobs.py (172be43).
Requires a build with `/api/jobs`. ComfyUI has no authentication: use a private network, or a proxy
that accepts the connection's `api_key` as a bearer token.
"""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlencode

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
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.formats.results import submitted
from shared.providers.replies import Completed, OutputFile, Pending, Submitted
from shared.providers.reply_errors import error_of_reply, job_failed, no_result, unreadable_reply
from shared.providers.requests import ProviderRequest
from shared.providers.vendors.comfyui_graphs import QWEN, SAVE, UPSCALE, graph_of

_NAME = "ComfyUI"

# Words in error texts for a lack of memory, which is transient.
_MEMORY_WORDS = ("out of memory", "outofmemory", "allocation on device")


class ComfyUIAdapter(BaseAdapter):
    """Submits a graph (comfyui_graphs.py) and polls for its file.

    The job's id is used as the prompt's id. A repeated submit runs the same prompt again, with all
    node results from the worker's cache. Ignores the prompt of an upscale, and references beyond
    the second.
    """

    name = "comfyui"
    mode: Mode = "polled"
    base_url = ""  # always the connection's
    limits = Limits(concurrent=2, per_minute=120)
    credentials: tuple[str, ...] = ("base_url",)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(
            capability="generate", id=QWEN, rank=20, typical_seconds=40, deadline_seconds=600
        ),
        ModelSpec(capability="edit", id=QWEN, rank=20, typical_seconds=40, deadline_seconds=600),
        ModelSpec(capability="inpaint", id=QWEN, rank=20, typical_seconds=40, deadline_seconds=600),
        ModelSpec(
            capability="upscale", id=UPSCALE, rank=20, typical_seconds=15, deadline_seconds=600
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        body = {
            "prompt": graph_of(request, job.model),
            "prompt_id": str(job.id),
            "client_id": "sartiq",
        }
        return _call(job, "POST", "/api/prompt", body)

    def parse_submit(self, reply: HttpReply, job: Job) -> Submitted:
        body = reply.object()
        if body.get("node_errors"):
            raise ProviderInvalidRequest(
                f"The {_NAME} worker cannot run this graph: a node or a model file is missing."
            )
        if not reply.is_success:
            raise error_of_reply(_NAME, reply)
        return submitted(body.get("prompt_id"), _NAME)

    def build_poll(self, job: Job) -> HttpRequest:
        return _call(job, "GET", f"/api/jobs/{job.request_id}")

    def parse_poll(self, reply: HttpReply, job: Job) -> Pending | Completed:
        if reply.status == 404:
            raise ProviderUnavailable(f"The {_NAME} worker has been restarted and lost the job.")
        if not reply.is_success:
            raise error_of_reply(_NAME, reply)
        body = reply.object()
        match body.get("status"):
            case "pending" | "in_progress":
                return Pending()
            case "completed":
                return _completed(body, job)
            case "failed":
                raise _failure(as_object(body.get("execution_error")))
            case "cancelled":
                raise ProviderFailed(f"The {_NAME} worker has cancelled this job.")
            case _:
                raise unreadable_reply(_NAME)

    def build_cancel(self, job: Job) -> HttpRequest | None:
        return _call(job, "POST", f"/api/jobs/{job.request_id or job.id}/cancel")

    def parse_cancel(self, reply: HttpReply, job: Job) -> Cancellation:
        return "cancelled" if reply.is_success else "too_late"


def _call(job: Job, method: Literal["GET", "POST"], path: str, body: Any = None) -> HttpRequest:
    url = f"{job.connection.base_url}{path}"
    request = HttpRequest(method=method, url=url, json=body)
    key = job.connection.secrets.get("api_key")
    return with_bearer(request, key) if key else request


def _completed(body: Mapping[str, Any], job: Job) -> Completed:
    saved = as_object(as_object(body.get("outputs")).get(SAVE))
    files = [_file(item, job) for item in as_objects(saved.get("images")) if item.get("filename")]
    if not files:
        raise no_result(_NAME)
    return Completed(files=tuple(files), model=job.model)


def _file(item: Mapping[str, Any], job: Job) -> OutputFile:
    query = {
        "filename": as_text(item.get("filename")),
        "subfolder": as_text(item.get("subfolder")),
        "type": as_text(item.get("type")) or "output",
    }
    return OutputFile(url=f"{job.connection.base_url}/api/view?{urlencode(query)}")


def _failure(error: Mapping[str, Any]) -> ProviderError:
    message = f"{as_text(error.get('exception_type'))} {as_text(error.get('exception_message'))}"
    if any(word in message.lower() for word in _MEMORY_WORDS):
        return ProviderUnavailable(f"The {_NAME} worker ran out of memory.")
    return job_failed(_NAME)


ADAPTER: Adapter = ComfyUIAdapter()
