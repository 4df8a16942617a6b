"""The current state of all providers as one organization sees it."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.compositor.provider import StudioProvider
from shared.compute.admission.permits import load
from shared.compute.admission.repository import AdmissionRepository
from shared.compute.admission.requests import Account
from shared.compute.contract.providers import (
    BreakerRead,
    ModelRead,
    ProviderRead,
    ProvidersStatus,
)
from shared.compute.routing import breaker
from shared.compute.routing.breaker import RULES
from shared.compute.routing.connections import PLATFORM, Adapters, Connections
from shared.compute.routing.health import AccountHealth, Health
from shared.compute.routing.router import EMBEDDED, PriceOf
from shared.core.clock import Clock, utc_now
from shared.providers import registry
from shared.providers.adapter import Adapter, Connection, ModelSpec

Credentials = Literal["platform", "organization", "missing"]


class ProviderStatusService:
    def __init__(
        self,
        connections: Connections,
        health: Health,
        admission: AdmissionRepository,
        budget_allows: Callable[[UUID, str], bool],
        price_of: PriceOf,
        adapters: Adapters = registry,
        clock: Clock = utc_now,
    ) -> None:
        self._connections = connections
        self._health = health
        self._admission = admission
        self._budget_allows = budget_allows
        self._price_of = price_of
        self._adapters = adapters
        self._clock = clock

    def status(self, organization_id: UUID) -> ProvidersStatus:
        """Return every provider, including those without an account.

        Accounts of other organizations do not show.
        """
        now = self._clock()
        connections = {n: self._connections.find(organization_id, n) for n in self._names()}
        accounts = {n: Account(n, each.owner) for n, each in connections.items() if each}
        health = self._health.read_many(accounts.values())
        items = [_studio()] + [
            self._configured(
                organization_id, connection, accounts[name], health[accounts[name]], now
            )
            if connection
            else self._read(name, "no_credentials", "missing")
            for name, connection in connections.items()
        ]
        return ProvidersStatus(items=tuple(sorted(items, key=lambda item: item.name)))

    def _names(self) -> list[str]:
        return [name for name in self._adapters.MODULES if name != EMBEDDED]

    def _configured(
        self,
        organization_id: UUID,
        connection: Connection,
        account: Account,
        health: AccountHealth,
        now: datetime,
    ) -> ProviderRead:
        reason = None
        if health.verdict(now) == "no":
            reason = "breaker_open"
        elif not self._budget_allows(organization_id, account.provider):
            reason = "budget_exhausted"
        busy = load(self._admission.permits(account), now)
        is_shared = connection.owner == PLATFORM
        read = self._read(account.provider, reason, "platform" if is_shared else "organization")
        return read.model_copy(
            update={
                "breakers": _breakers(health, now),
                "places_taken": busy.taken,
                "waiting": busy.waiting,
                "paused_until": busy.paused_until,
            }
        )

    def _read(self, name: str, reason: str | None, credentials: Credentials) -> ProviderRead:
        adapter = self._adapters.get_adapter(name)
        return ProviderRead(
            name=name,
            mode=adapter.mode,
            routable=reason is None,
            reason=reason,
            credentials=credentials,
            models=tuple(self._model(adapter, model) for model in adapter.models),
            places=adapter.limits.concurrent,
        )

    def _model(self, adapter: Adapter, model: ModelSpec) -> ModelRead:
        price = self._price_of(adapter.name, model.id)
        return _model_read(model, price.microusd, price.unit)


def _studio() -> ProviderRead:
    return ProviderRead(
        name=EMBEDDED,
        mode="embedded",
        routable=True,
        credentials="none_needed",
        models=tuple(_model_read(model, 0, "image") for model in StudioProvider.models),
    )


def _model_read(model: ModelSpec, price_microusd: int, price_unit: str) -> ModelRead:
    return ModelRead(
        capability=model.capability,
        model=model.id,
        price_microusd=price_microusd,
        price_unit=price_unit,
        typical_seconds=model.typical_seconds,
    )


def _breakers(health: AccountHealth, now: datetime) -> tuple[BreakerRead, ...]:
    return tuple(
        BreakerRead(
            failure_class=name,
            state=breaker.phase(state, now),
            recent_failures=breaker.recent_failures(state, RULES[name], now),
            until=breaker.next_chance(state, now),
        )
        for name, state in sorted(health.breakers.items())
    )
