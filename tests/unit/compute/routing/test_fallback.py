"""Fallback: the error name that the state machine gets after a failure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.records.tasks import Tried
from shared.compute.routing.fallback import NEXT_PROVIDER, RETRIED, error_name, exhausted
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

ERRORS = tuple(ProviderError.__subclasses__())
ELSEWHERE = (
    ProviderUnavailable,
    ProviderRateLimited,
    ProviderAuthFailed,
    ProviderOutOfCredit,
    ProviderFailed,
)
FINAL = (ProviderInvalidRequest, ProviderRefused)


def tried(*errors: type[ProviderError], provider: str = "fal") -> tuple[Tried, ...]:
    return tuple(Tried(provider=provider, reason=error.reason.name) for error in errors)


@pytest.mark.parametrize("error", ELSEWHERE, ids=lambda error: error.__name__)
def test_failure_goes_to_next_provider(error: type[ProviderError]) -> None:
    assert error_name(error("no"), tried(error), has_alternatives=True) == NEXT_PROVIDER


@pytest.mark.parametrize("error", FINAL, ids=lambda error: error.__name__)
def test_request_fault_is_not_retried(error: type[ProviderError]) -> None:
    assert error_name(error("no"), tried(error), has_alternatives=True) == error.__name__


def test_timeout_is_retried_twice() -> None:
    name = [
        error_name(
            ProviderTimeout("late"), tried(*[ProviderTimeout] * times), has_alternatives=True
        )
        for times in (1, 2, 3)
    ]
    assert name == ["ProviderTimeout", "ProviderTimeout", NEXT_PROVIDER]


def test_timeouts_count_for_each_provider_alone() -> None:
    history = (*tried(*[ProviderTimeout] * 3), *tried(ProviderTimeout, provider="bfl"))
    assert error_name(ProviderTimeout("late"), history, has_alternatives=True) == "ProviderTimeout"
    assert {entry.provider for entry in exhausted(history)} == {"fal"}


def test_subclass_of_an_error_keeps_its_name() -> None:
    class ResultGone(ProviderFailed):
        pass

    assert error_name(ResultGone("gone"), tried(ResultGone), has_alternatives=False) == "ResultGone"


HISTORIES = st.lists(
    st.builds(
        Tried,
        provider=st.sampled_from(("fal", "bfl", "luma")),
        reason=st.sampled_from([error.reason.name for error in ERRORS]),
    ),
    max_size=8,
)


@given(HISTORIES, st.sampled_from(ERRORS), st.booleans())
def test_error_name_agrees_with_router(
    before: list[Tried], error: type[ProviderError], has_alternatives: bool
) -> None:
    """`NextProvider` implies an exhausted provider; a retried name implies a retry left."""
    history = (*before, Tried(provider="fal", reason=error.reason.name))
    name = error_name(error("no"), history, has_alternatives)
    assert name in (error.__name__, NEXT_PROVIDER)
    if name == NEXT_PROVIDER:
        assert has_alternatives
        assert history[-1] in exhausted(history)
    elif has_alternatives and name in RETRIED:
        assert history[-1] not in exhausted(history)


@given(HISTORIES)
def test_exhausted_are_among_the_tried(history: list[Tried]) -> None:
    assert set(exhausted(tuple(history))) <= set(history)
