"""The status of each provider, with the reason if it is not usable."""

import json
from datetime import timedelta

from shared.compute.admission.permits import Permit, Permits
from shared.compute.admission.requests import Account
from shared.compute.contract.providers import ProviderRead
from shared.compute.routing.breaker import BreakerState, record_failure, take_probe
from shared.compute.routing.health import RULES, AccountHealth
from shared.compute.routing.provider_status import ProviderStatusService
from tests.scenes.admission_parts import MemoryRepository
from tests.scenes.router_parts import (
    ACME,
    MARKET,
    NOW,
    FakeHealth,
    connections,
    price_of,
)

CREDIT = record_failure(BreakerState(), RULES["credit"], NOW)
LATER = NOW + timedelta(hours=1)
HALF_OPEN = {"credit": take_probe(CREDIT, "job", LATER)}


def status(
    health: AccountHealth | None = None, room: MemoryRepository | None = None, spent: str = ""
) -> dict[str, ProviderRead]:
    accounts = connections(
        platform=json.dumps({"alpha": {"api_key": "ours"}, "keyless": {}}),
        acme=json.dumps({"beta": {"api_key": "own"}}),
    )
    service = ProviderStatusService(
        accounts,
        FakeHealth({Account("alpha", "platform"): health or AccountHealth()}),
        room or MemoryRepository(),
        lambda _, name: name != spent,
        price_of,
        MARKET,
        lambda: LATER,
    )
    items = service.status(ACME).items
    assert [item.name for item in items] == ["alpha", "beta", "gamma", "keyless", "studio"]
    return {item.name: item for item in items}


def test_credentials_are_distinguished() -> None:
    found = {name: item.credentials for name, item in status().items()}

    assert found == {
        "alpha": "platform",
        "beta": "organization",
        "gamma": "missing",
        "keyless": "platform",
        "studio": "none_needed",
    }


def test_without_account_is_not_routable() -> None:
    gamma = status()["gamma"]

    assert (gamma.routable, gamma.reason) == (False, "no_credentials")
    assert [model.price_microusd for model in gamma.models] == [30_000, 60_000]


def test_studio_is_always_routable() -> None:
    studio = status()["studio"]

    assert studio.routable
    assert studio.mode == "embedded"
    assert {model.price_microusd for model in studio.models} == {0}


def test_open_breaker_is_shown() -> None:
    trouble = record_failure(BreakerState(), RULES["credit"], LATER)
    alpha = status(AccountHealth(breakers={"credit": trouble}))["alpha"]

    assert (alpha.routable, alpha.reason) == (False, "breaker_open")
    assert [breaker.state for breaker in alpha.breakers] == ["open"]
    assert alpha.breakers[0].until == LATER + RULES["credit"].cooldown


def test_half_open_breaker_is_shown() -> None:
    asked = status(AccountHealth(breakers=HALF_OPEN))["alpha"]
    free = status(AccountHealth(breakers={"credit": CREDIT}))["alpha"]

    assert asked.breakers[0].state == free.breakers[0].state == "half_open"
    assert (asked.routable, free.routable) == (False, True)


def test_spent_budget_is_shown() -> None:
    beta = status(spent="beta")["beta"]

    assert (beta.routable, beta.reason) == (False, "budget_exhausted")


def test_permits_are_counted() -> None:
    room = MemoryRepository()
    pause = LATER + timedelta(seconds=5)
    room.state = Permits(
        granted=(
            Permit(job_id="a", since=NOW, until=LATER + timedelta(minutes=1)),
            Permit(job_id="ended", since=NOW, until=NOW),
        ),
        paused_until=pause,
    )
    alpha = status(room=room)["alpha"]

    assert (alpha.places_taken, alpha.places, alpha.waiting) == (1, 7, 0)
    assert alpha.paused_until == pause
