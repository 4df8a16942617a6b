"""From the error of a step, as Step Functions passes it on, to what a person is told."""

import json
from typing import Any

from shared.compute import errors
from shared.compute.contract.errors import CANCELLED
from shared.compute.contract.tasks import Failure
from shared.compute.errors import NODE_TIMEOUT
from shared.compute.records.tasks import StepError
from shared.core.problems import INTERNAL_ERROR
from shared.providers import errors as providers

_TIMED_OUT = Failure(
    code=NODE_TIMEOUT.name, detail="This step took longer than it may; start the generation again."
)
WAS_CANCELLED = Failure(code=CANCELLED.name, detail="This was cancelled.")
_DEFECT = Failure(
    code=INTERNAL_ERROR.name,
    detail="Something broke on our side; start the generation again, and tell us if it persists.",
)


# What a node's function may raise to say why; the text of any other exception stays inside.
# ResultGone is http.py's; naming it here saves every caller an HTTP client.
PUBLIC_ERRORS: frozenset[str] = frozenset({"ResultGone"}) | frozenset(
    error.__name__
    for error in (
        errors.InputMissing,
        errors.NodeCancelled,
        errors.NoProvider,
        errors.StepTimeout,
        providers.ProviderAuthFailed,
        providers.ProviderFailed,
        providers.ProviderInvalidRequest,
        providers.ProviderOutOfCredit,
        providers.ProviderRateLimited,
        providers.ProviderRefused,
        providers.ProviderTimeout,
        providers.ProviderUnavailable,
    )
)

# Names that say it all, also without a cause.
_PLAIN = {
    "States.Timeout": _TIMED_OUT,
    errors.StepTimeout.__name__: _TIMED_OUT,
    errors.NodeCancelled.__name__: WAS_CANCELLED,
}


def is_cancellation(error: StepError) -> bool:
    return error.name == errors.NodeCancelled.__name__


def read_failure(error: StepError) -> Failure:
    """Our own errors arrive with code and detail; the rest must not leak into an answer.

    dispatch_node sends a Failure as the cause. A failed Lambda function sends its exception,
    whose `errorMessage` is "code: detail" when it is one of ours.
    """
    if error.name in _PLAIN:
        return _PLAIN[error.name]
    cause = _parse(error.cause)
    if isinstance(cause.get("code"), str) and isinstance(cause.get("detail"), str):
        return Failure(code=cause["code"], detail=cause["detail"])
    if error.name in PUBLIC_ERRORS and isinstance(cause.get("errorMessage"), str):
        code, _, detail = cause["errorMessage"].partition(": ")
        return Failure(code=code, detail=detail)
    return _DEFECT


def _parse(cause: str) -> dict[str, Any]:
    try:
        parsed = json.loads(cause)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
