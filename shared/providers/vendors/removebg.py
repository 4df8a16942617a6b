"""remove.bg: cutouts.

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
    ProviderError,
    ProviderInvalidRequest,
)
from shared.providers.formats.json_fields import list_at, text_at
from shared.providers.formats.results import file_from_body
from shared.providers.replies import Completed
from shared.providers.reply_errors import (
    account_refused,
    error_of_reply,
    not_offered,
    out_of_credit,
    rate_limited,
    retry_after_of,
)
from shared.providers.requests import CutoutRequest, ProviderRequest

_NAME = "remove.bg"


class RemoveBgAdapter(BaseAdapter):
    """Ignores the name of the garment."""

    name = "removebg"
    base_url = "https://api.remove.bg/v1.0"
    limits = Limits(concurrent=10, per_minute=300)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="removebg", typical_seconds=3),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        if not isinstance(request, CutoutRequest):
            raise not_offered(_NAME, request.capability)
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/removebg",
            headers={
                "X-Api-Key": job.connection.secrets["api_key"],
                "Accept": "image/*",
            },
            # "auto" would return a small preview without an error if the credit is used up.
            form={"image_url": request.photo.url, "size": "full", "format": "png"},
            timeout_seconds=60,
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        if not reply.is_success:
            raise _error(reply)
        return Completed(files=(file_from_body(reply, _NAME),), model=job.model)


def _error(reply: HttpReply) -> ProviderError:
    """The error of a body {errors: [{title, code, detail}]}."""
    for problem in list_at(reply.object(), "errors"):
        match text_at(problem, "code"):
            case "unknown_foreground":
                return ProviderInvalidRequest(
                    f"{_NAME} finds no product in this photograph. Use one in which it stands out."
                )
            case "insufficient_credits":
                return out_of_credit(_NAME)
            case "auth_failed":
                return account_refused(_NAME)
            case "rate_limit_exceeded":
                return rate_limited(_NAME, retry_after_of(reply))
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = RemoveBgAdapter()
