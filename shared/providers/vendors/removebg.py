"""remove.bg: cut-outs.

Wire format: remove.bg/api, and the official Ruby client for the errors and headers.
"""

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    error_of_status,
    seconds_of,
)
from shared.providers.formats.json_fields import list_at, text_at
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import CutoutRequest, ProviderRequest

_NAME = "remove.bg"


class RemoveBgAdapter(BaseAdapter):
    """It only cuts out. Left aside: what the garment is said to be."""

    name = "removebg"
    base_url = "https://api.remove.bg/v1.0"
    limits = Limits(concurrent=10, per_minute=300)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="removebg", typical_seconds=3),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        if not isinstance(request, CutoutRequest):
            raise ProviderInvalidRequest(f"{_NAME} only cuts out; choose another provider.")
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/removebg",
            headers={
                "X-Api-Key": job.connection.secrets["api_key"],
                "Accept": "image/*",
            },
            # "auto" would give a small preview, silently, when credit runs out.
            form={"image_url": request.photo.url, "size": "full", "format": "png"},
            timeout_seconds=60,
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        if not reply.is_success:
            raise _error(reply)
        mime = reply.headers.get("content-type", "").partition(";")[0]
        if not mime.startswith("image/") or not reply.body:
            raise ProviderFailed(f"{_NAME} gave no picture.")
        return Completed(files=(OutputFile(body=reply.body, mime=mime),), model=job.model)


def _error(reply: HttpReply) -> ProviderError:
    """Errors are JSON: {errors: [{title, code, detail}]}."""
    for problem in list_at(reply.object(), "errors"):
        match text_at(problem, "code"):
            case "unknown_foreground":
                return ProviderInvalidRequest(
                    f"{_NAME} finds no product in this photograph. Use one in which it stands out."
                )
            case "insufficient_credits":
                return ProviderOutOfCredit(f"The account at {_NAME} has no credit left.")
            case "auth_failed":
                return ProviderAuthFailed(f"{_NAME} does not accept our account.")
            case "rate_limit_exceeded":
                wait = seconds_of(reply.headers.get("retry-after"))
                return ProviderRateLimited(f"{_NAME} has too much to do.", wait)
    return error_of_status(_NAME, reply.status, reply.headers.get("retry-after"))


ADAPTER: Adapter = RemoveBgAdapter()
