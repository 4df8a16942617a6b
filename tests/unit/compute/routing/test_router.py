"""The ranking of providers, and the reasons for blocked ones."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.admission.requests import Account
from shared.compute.contract.tasks import ProviderPolicy
from shared.compute.records.tasks import Tried
from shared.compute.routing.breaker import RULES, BreakerState, record_failure
from shared.compute.routing.health import AccountHealth
from shared.compute.routing.router import Blocked, Router, Routing
from shared.providers.errors import FailureClass
from tests.scenes.router_parts import (
    ACME,
    MARKET,
    NOW,
    FakeHealth,
    connections,
    price_of,
)

ALL = ("alpha", "beta", "gamma", "keyless")
Sick = dict[str, AccountHealth]


def failing(failure_class: FailureClass = "server", times: int | None = None) -> AccountHealth:
    state = BreakerState()
    for _ in range(RULES[failure_class].in_a_row if times is None else times):
        state = record_failure(state, RULES[failure_class], NOW)
    return AccountHealth(breakers={failure_class: state})


def route(
    *configured: str,
    capability: Any = "generate",
    tried: tuple[Tried, ...] = (),
    sick: Sick | None = None,
    at: datetime = NOW,
    allows: Callable[[UUID, str], bool] = lambda _, name: True,
    **policy: Any,
) -> Routing:
    text = json.dumps({name: {"api_key": "key"} for name in configured})
    health = FakeHealth({Account(name, "platform"): h for name, h in (sick or {}).items()})
    router = Router(connections(platform=text), health, allows, price_of, MARKET)
    return router.candidates(capability, ACME, ProviderPolicy(**policy), tried, at)


def names(routing: Routing) -> list[str]:
    return [candidate.name for candidate in routing.candidates]


@pytest.mark.parametrize(
    ("prefer", "expected"),
    [
        ("quality", ["alpha", "gamma", "beta", "keyless"]),
        ("price", ["beta", "keyless", "gamma", "alpha"]),
        ("speed", ["gamma", "beta", "alpha", "keyless"]),
    ],
)
def test_preference_decides_order(prefer: str, expected: list[str]) -> None:
    assert names(route(*ALL, prefer=prefer)) == expected


def test_preference_decides_model_too() -> None:
    fine, fast = route("gamma"), route("gamma", prefer="speed")

    assert fine.candidates[0].model.id == "g-fine"
    assert fast.candidates[0].model.id == "g-fast"


def test_policy_order_goes_first() -> None:
    assert names(route(*ALL, order=("keyless", "beta"))) == ["keyless", "beta", "alpha", "gamma"]


def test_only_and_never_bound_the_choice() -> None:
    assert names(route(*ALL, only=("beta", "gamma"), never=("gamma",))) == ["beta"]
    assert names(route(*ALL, order=("beta",), never=("beta",))) == ["alpha", "gamma", "keyless"]


def test_candidate_brings_its_account() -> None:
    candidate = route("alpha").candidates[0]

    assert candidate.account == Account("alpha", "platform")
    assert candidate.connection is not None
    assert candidate.connection.secrets == {"api_key": "key"}
    assert candidate.price_microusd == 50_000


def test_without_accounts_studio_draws() -> None:
    studio = route().candidates

    assert [each.name for each in studio] == ["studio"]
    assert (studio[0].adapter, studio[0].account, studio[0].price_microusd) == (None, None, 0)


def test_studio_stands_by_only() -> None:
    assert names(route("beta")) == ["beta"]
    assert names(route("beta", order=("studio",))) == ["studio", "beta"]
    assert names(route("beta", only=("studio",))) == ["studio"]


def test_studio_cuts_out_itself() -> None:
    assert names(route(*ALL, capability="cutout")) == ["studio"]


def test_no_provider_has_the_capability() -> None:
    assert route(*ALL, capability="video") == Routing((), ())


def test_open_breaker_is_left_out() -> None:
    routing = route("alpha", "beta", sick={"alpha": failing()})

    assert names(routing) == ["beta"]
    assert routing.blocked == (Blocked("alpha", "breaker_open", NOW + RULES["server"].cooldown),)


def test_lone_primary_is_cooled() -> None:
    routing = route("alpha", sick={"alpha": failing()})

    assert names(routing) == []
    assert routing.retry_at == NOW + RULES["server"].cooldown


def test_exhausted_credit_is_cooled() -> None:
    assert names(route("alpha", "beta", sick={"alpha": failing("credit")})) == ["beta"]


def test_all_cooling_says_when_first_returns() -> None:
    """The caller waits until then; the studio does not substitute."""
    sick = {"alpha": failing("credit"), "beta": failing("rate"), "gamma": failing("timeout")}
    routing = route("alpha", "beta", "gamma", sick=sick)

    assert names(routing) == []
    assert {blocked.name for blocked in routing.blocked} == {"alpha", "beta", "gamma"}
    assert routing.retry_at == NOW + RULES["rate"].cooldown


def test_half_open_keeps_its_rank() -> None:
    """Otherwise it would never be probed while others are healthy."""
    late = NOW + timedelta(minutes=1)

    assert names(route("alpha", "beta", sick={"alpha": failing()}, at=late)) == ["alpha", "beta"]


def test_degraded_goes_behind_the_healthy() -> None:
    sick = {"alpha": failing(times=2)}

    assert names(route("alpha", "beta", "gamma", sick=sick)) == ["gamma", "beta", "alpha"]
    assert names(route("alpha", "beta", sick=sick, order=("alpha",))) == ["alpha", "beta"]


def test_spent_budget_is_left_out() -> None:
    routing = route("alpha", "beta", allows=lambda _, name: name != "alpha")

    assert names(routing) == ["beta"]
    assert routing.blocked == (Blocked("alpha", "budget_exhausted"),)
    assert route("alpha", allows=lambda _, name: False).retry_at is None


def tried(**reasons: str) -> tuple[Tried, ...]:
    return tuple(Tried(provider=name, reason=reason) for name, reason in reasons.items())


def test_tried_one_is_not_repeated() -> None:
    assert names(route("alpha", "beta", tried=tried(alpha="provider_timeout"))) == ["beta"]


def test_last_provider_is_retried_after_transient() -> None:
    """No other provider is left, and the failure was transient."""
    failed = tried(alpha="provider_unavailable", beta="provider_failed")

    assert names(route("alpha", "beta", tried=failed)) == ["alpha"]


@pytest.mark.parametrize(
    "reason", ["provider_failed", "provider_auth_failed", "provider_out_of_credit"]
)
def test_permanent_failure_is_never_retried(reason: str) -> None:
    routing = route("alpha", tried=tried(alpha=reason))

    assert routing == Routing((), (Blocked("alpha", "tried"),))


def test_transient_then_permanent_is_permanent() -> None:
    failed = (*tried(alpha="provider_timeout"), *tried(alpha="provider_failed"))

    assert names(route("alpha", tried=failed)) == []


def test_cooling_untried_lets_tried_return() -> None:
    routing = route(
        "alpha", "beta", sick={"beta": failing()}, tried=tried(alpha="provider_rate_limited")
    )

    assert names(routing) == ["alpha"]


@given(
    configured=st.sets(st.sampled_from(ALL)),
    order=st.permutations(ALL),
    only=st.sets(st.sampled_from(ALL)),
    never=st.sets(st.sampled_from(ALL)),
    sick=st.sets(st.sampled_from(ALL)),
    prefer=st.sampled_from(["quality", "price", "speed"]),
)
def test_any_policy_is_obeyed(
    configured: set[str],
    order: list[str],
    only: set[str],
    never: set[str],
    sick: set[str],
    prefer: str,
) -> None:
    routing = route(
        *configured,
        order=tuple(order[:2]),
        only=tuple(only),
        never=tuple(never),
        prefer=prefer,
        sick={name: failing() for name in sick},
    )
    found = names(routing)
    allowed = {name for name in configured if name not in never and (not only or name in only)}

    assert set(found) - {"studio"} == allowed - sick
    assert {blocked.name for blocked in routing.blocked} == allowed & sick
    assert len(found) == len(set(found))
    named = [name for name in order[:2] if name in found]
    assert found[: len(named)] == named
    assert ("studio" in found) == (not allowed and not only)
