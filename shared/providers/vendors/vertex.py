"""Addresses and errors that Google's models on Agent Platform (Vertex AI) share.

Wire format: google-genai 3.4.0 (`_api_client.py`, `models.py`) and the REST reference at
docs.cloud.google.com/gemini-enterprise-agent-platform.
"""

from collections.abc import Mapping
from typing import Any

from shared.providers.adapter import Connection, HttpReply, HttpRequest, Job
from shared.providers.errors import (
    ProviderError,
    ProviderOutOfCredit,
)
from shared.providers.formats.json_fields import as_object, as_objects, as_text
from shared.providers.reply_errors import (
    account_refused,
    error_of_reply,
    job_failed,
    model_not_offered,
    out_of_service,
    rate_limited,
    retry_after_of,
    seconds_of,
    timed_out,
    unusable_request,
)

BASE_URL = "https://{location}-aiplatform.googleapis.com"
# The connection's secret also contains `service_account` or `access_token`.
CREDENTIALS = ("project", "location")
INLINE_MEGABYTES = 7

_MULTI_REGIONS = ("us", "eu")


def base_url(connection: Connection) -> str:
    """The host of the connection's location; `global`, `us` and `eu` have hosts of their own."""
    location = connection.secrets["location"]
    url = connection.base_url
    if location == "global":
        url = url.replace("{location}-", "")
    elif location in _MULTI_REGIONS:
        url = url.replace("{location}-aiplatform.", f"aiplatform.{location}.rep.")
    return url.replace("{location}", location).rstrip("/")


def call(job: Job, verb: str, body: Mapping[str, Any], timeout_seconds: float) -> HttpRequest:
    secrets = job.connection.secrets
    path = f"projects/{secrets['project']}/locations/{secrets['location']}"
    return HttpRequest(
        method="POST",
        url=f"{base_url(job.connection)}/v1/{path}/publishers/google/models/{job.model}:{verb}",
        json=body,
        timeout_seconds=timeout_seconds,
        authorize="google",
    )


def raise_error(name: str, reply: HttpReply) -> None:
    """Raises the error of a body {error: {code, message, status, details}} or of the status."""
    error = as_object(reply.object().get("error"))
    if error:
        raise _error_of(name, error, reply)
    if not reply.is_success:
        raise error_of_reply(name, reply)


def _error_of(name: str, error: Mapping[str, Any], reply: HttpReply) -> ProviderError:
    reasons = {as_text(d.get("reason")) for d in as_objects(error.get("details"))}
    if "BILLING_DISABLED" in reasons:
        return ProviderOutOfCredit(f"The account at {name} is not enabled for billing.")
    match as_text(error.get("status")):
        case "INVALID_ARGUMENT" | "FAILED_PRECONDITION" | "OUT_OF_RANGE":
            return unusable_request(name)
        case "UNAUTHENTICATED" | "PERMISSION_DENIED":
            return account_refused(name)
        case "NOT_FOUND":  # the model, in this project and location
            return model_not_offered(name)
        case "RESOURCE_EXHAUSTED":
            return rate_limited(name, _wait(error, reply))
        case "DEADLINE_EXCEEDED":
            return timed_out(name)
        case "UNAVAILABLE" | "INTERNAL" | "UNKNOWN" | "ABORTED" | "CANCELLED":
            return out_of_service(name)
        case _ if reply.is_success:
            return job_failed(name)
        case _:
            return error_of_reply(name, reply)


def _wait(error: Mapping[str, Any], reply: HttpReply) -> float | None:
    """Seconds from google.rpc.RetryInfo ("12.5s") among the details, or from `Retry-After`."""
    for detail in as_objects(error.get("details")):
        if delay := as_text(detail.get("retryDelay")):
            return seconds_of(delay.removesuffix("s"))
    return retry_after_of(reply)
