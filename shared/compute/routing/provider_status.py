"""What every provider is good for at the moment, as one organization sees it."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.compositor.provider import StudioProvider
from shared.compute.admission.permits import load
from shared.compute.admission.repository import WaitingRoom
from shared.compute.admission.requests import Lane
from shared.compute.contract.providers import (
    BreakerRead,
    ModelRead,
    ProviderRead,
    ProvidersStatus,
)
from shared.compute.routing import breaker
from shared.compute.routing.breaker import RULES
from shared.compute.routing.connections import PLATFORM, Adapters, Connections
from shared.compute.routing.health import Health, LaneHealth
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
        room: WaitingRoom,
        budget_allows: Callable[[UUID, str], bool],
        price_of: PriceOf,
        adapters: Adapters = registry,
        clock: Clock = utc_now,
    ) -> None:
        self._connections = connections
        self._health = health
        self._room = room
        self._budget_allows = budget_allows
        self._price_of = price_of
        self._adapters = adapters
        self._clock = clock

    def status(self, organization_id: UUID) -> ProvidersStatus:
        """All of them, also those without an account; of another organization's nothing shows."""
        now = self._clock()
        found = {name: self._connections.find(organization_id, name) for name in self._names()}
        lanes = {name: Lane(name, found_at.owner) for name, found_at in found.items() if found_at}
        health = self._health.read_many(lanes.values())
        items = [_studio()] + [
            self._configured(organization_id, connection, lanes[name], health[lanes[name]], now)
            if connection
            else self._read(name, "no_credentials", "missing")
            for name, connection in found.items()
        ]
        return ProvidersStatus(items=tuple(sorted(items, key=lambda item: item.name)))

    def _names(self) -> list[str]:
        return [name for name in self._adapters.MODULES if name != EMBEDDED]

    def _configured(
        self,
        organization_id: UUID,
        connection: Connection,
        lane: Lane,
        health: LaneHealth,
        now: datetime,
    ) -> ProviderRead:
        reason = None
        if health.verdict(now) == "no":
            reason = "breaker_open"
        elif not self._budget_allows(organization_id, lane.provider):
            reason = "budget_exhausted"
        busy = load(self._room.places(lane), now)
        is_ours = connection.owner == PLATFORM
        read = self._read(lane.provider, reason, "platform" if is_ours else "organization")
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


def _breakers(health: LaneHealth, now: datetime) -> tuple[BreakerRead, ...]:
    return tuple(
        BreakerRead(
            failure_class=name,
            state=breaker.phase(state, now),
            recent_failures=breaker.recent_failures(state, RULES[name], now),
            until=breaker.next_chance(state, now),
        )
        for name, state in sorted(health.breakers.items())
    )
