"""The errors that replies of several vendors mean, with one text for each.

`name` is the vendor's name for the text. Adapters read the body before they fall back to
`error_of_reply`, because the body may be more precise than the status.
"""

import math
from typing import Literal

from shared.providers.adapter import HttpReply
from shared.providers.errors import (
    ProviderAuthFailed,
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderRateLimited,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)


def error_of_reply(name: str, reply: HttpReply) -> ProviderError:
    """The error for the bare HTTP status of a reply, with its `Retry-After`."""
    return error_of_status(name, reply.status, reply.headers.get("retry-after"))


def error_of_status(name: str, status: int, retry_after: str | None = None) -> ProviderError:
    match status:
        case 408:
            return timed_out(name)
        case 401 | 403:
            return account_refused(name)
        case 402:
            return out_of_credit(name)
        case 429:
            return rate_limited(name, seconds_of(retry_after))
        case _ if status >= 500:
            return out_of_service(name)
        case _ if status >= 400:
            return unusable_request(name)
        case _:
            return unreadable_reply(name)


def retry_after_of(reply: HttpReply) -> float | None:
    """The reply's `Retry-After` in seconds; None if absent or a date."""
    return seconds_of(reply.headers.get("retry-after"))


def seconds_of(retry_after: str | None) -> float | None:
    """A `Retry-After` header in seconds; None for dates, which no provider here sends."""
    try:
        seconds = float(retry_after or "nan")
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def timed_out(name: str) -> ProviderError:
    return ProviderTimeout(f"{name} did not finish in time.")


def out_of_service(name: str) -> ProviderError:
    return ProviderUnavailable(f"{name} is out of service.")


def rate_limited(name: str, retry_after_seconds: float | None = None) -> ProviderError:
    return ProviderRateLimited(f"{name} limits our requests for now.", retry_after_seconds)


def account_refused(name: str) -> ProviderError:
    return ProviderAuthFailed(f"{name} does not accept our account.")


def model_not_offered(name: str) -> ProviderError:
    return ProviderAuthFailed(f"{name} does not offer this model to our account.")


def out_of_credit(name: str) -> ProviderError:
    return ProviderOutOfCredit(f"The account at {name} has no credit left.")


def unusable_request(name: str) -> ProviderError:
    return ProviderInvalidRequest(f"{name} cannot use this request or its images.")


def not_offered(name: str, capability: str) -> ProviderError:
    return ProviderInvalidRequest(
        f"{name} does not offer {capability} here. Choose another provider."
    )


def too_many_images(name: str, limit: int) -> ProviderError:
    return ProviderInvalidRequest(f"{name} takes up to {limit} images. Leave out references.")


def content_refused(
    name: str, stage: Literal["input", "output", "unknown"] = "unknown"
) -> ProviderError:
    return ProviderRefused(f"{name} refused the content of this request.", stage)


def output_withheld(name: str) -> ProviderError:
    return ProviderRefused(f"{name} withheld its result because of its content.", "output")


def unknown_job(name: str) -> ProviderError:
    """For a poll: the vendor has no such job, or no longer."""
    return ProviderFailed(f"{name} does not know this job.")


def unknown_model(name: str) -> ProviderError:
    """For a 404 of a submit: the path or the model does not exist."""
    return ProviderFailed(f"{name} does not know this model.")


def job_failed(name: str) -> ProviderError:
    return ProviderFailed(f"{name} could not complete the job.")


def no_result(name: str) -> ProviderError:
    return ProviderFailed(f"{name} returned no result.")


def truncated_text(name: str) -> ProviderError:
    return ProviderFailed(f"{name} did not complete its text.")


def unreadable_reply(name: str) -> ProviderError:
    return ProviderFailed(f"{name} sent a reply that cannot be read.")
