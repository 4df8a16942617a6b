"""What Step Functions reports becomes what a person may read."""

import json

import pytest

from shared.compute.errors import InputMissing, NoProvider, StepTimeout
from shared.compute.records.tasks import StepError
from shared.compute.tasks.failure_messages import PUBLIC_ERRORS, is_cancellation, read_failure
from shared.core.errors import SartiqError
from shared.providers import errors
from shared.providers.errors import ProviderRefused
from shared.providers.http import ResultGone


def error(name: str, cause: str) -> StepError:
    return StepError.model_validate({"Error": name, "Cause": cause})


def test_dispatcher_cause_is_taken() -> None:
    cause = json.dumps({"code": "provider_refused", "detail": "Not this image: 9:16."})
    failure = read_failure(error("ProviderRefused", cause))
    assert (failure.code, failure.detail) == ("provider_refused", "Not this image: 9:16.")


@pytest.mark.parametrize("raised", [ProviderRefused("No: not this."), InputMissing("media/1")])
def test_function_error_is_taken(raised: SartiqError) -> None:
    cause = json.dumps(
        {"errorMessage": str(raised), "errorType": type(raised).__name__, "stackTrace": ["s"]}
    )
    failure = read_failure(error(type(raised).__name__, cause))
    assert (failure.code, failure.detail) == (raised.code, raised.detail)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("KeyError", json.dumps({"errorMessage": "secret: x", "errorType": "KeyError"})),
        ("States.QueryEvaluationError", "The expression 'x' failed"),
        ("Lambda.Unknown", ""),
        ("ProviderFailed", "[1, 2]"),
        ("ProviderFailed", "{"),
    ],
)
def test_inner_workings_stay_inside(name: str, cause: str) -> None:
    failure = read_failure(error(name, cause))
    assert failure.code == "internal_error"
    assert cause not in failure.detail or not cause


@pytest.mark.parametrize("name", ["States.Timeout", "StepTimeout"])
def test_timeout_is_called_one(name: str) -> None:
    assert read_failure(error(name, "")).code == "node_timeout"


def test_cancellation_needs_no_cause() -> None:
    cancelled = error("NodeCancelled", "")
    assert is_cancellation(cancelled)
    assert read_failure(cancelled).code == "cancelled"


@pytest.mark.parametrize("raised", [NoProvider("video"), ResultGone("It is gone."), StepTimeout()])
def test_own_errors_speak(raised: SartiqError) -> None:
    cause = json.dumps({"code": raised.code, "detail": raised.detail})
    assert read_failure(error(type(raised).__name__, cause)).code == raised.code
    assert type(raised).__name__ in PUBLIC_ERRORS


def test_blocked_providers_are_named() -> None:
    blocked = NoProvider("video", {"veo": "breaker_open"})
    assert blocked.code == "providers_blocked"
    assert "veo (breaker_open)" in blocked.detail


def test_every_provider_error_speaks() -> None:
    concrete = {cls.__name__ for cls in errors.ProviderError.__subclasses__()}
    assert concrete <= PUBLIC_ERRORS
