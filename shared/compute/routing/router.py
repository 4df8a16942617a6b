"""Which providers may be asked for a capability now, the first choice first."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from shared.compositor.provider import StudioProvider
from shared.compute.admission.requests import Lane
from shared.compute.contract.tasks import ProviderPolicy
from shared.compute.records.tasks import Tried
from shared.compute.routing.connections import Adapters, Connections
from shared.compute.routing.health import Health, LaneHealth
from shared.providers import registry
from shared.providers.adapter import Adapter, Connection, ModelSpec
from shared.providers.errors import (
    ProviderRateLimited,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.providers.requests import Capability

EMBEDDED = StudioProvider.name
_TRANSIENT = {
    kind.reason.name for kind in (ProviderTimeout, ProviderUnavailable, ProviderRateLimited)
}

# Of a price's unit: a picture of 1536 by 2048, a video of five seconds, a short text.
_USUAL_QUANTITY = {"megapixel": 4, "second": 5, "1k_tokens": 2.5}

Reason = Literal["breaker_open", "budget_exhausted", "tried"]
Preference = Literal["quality", "price", "speed"]


class Price(Protocol):
    """What the price table says of one unit: a picture, a second of video, a thousand tokens."""

    @property
    def microusd(self) -> int: ...

    @property
    def unit(self) -> str: ...


PriceOf = Callable[[str, str], Price]  # (provider, model)


@dataclass(frozen=True)
class Candidate:
    """`adapter`, `connection` and `lane` are None for the embedded studio only.

    `price_microusd` is what one answer usually costs, so that prices by picture, by second
    and by token compare.
    """

    name: str
    adapter: Adapter | None
    model: ModelSpec
    connection: Connection | None
    lane: Lane | None
    price_microusd: int
    is_degraded: bool = False


class Blocked(NamedTuple):
    """`until` is when it may be asked again; None where waiting does not help."""

    name: str
    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True)
class Routing:
    candidates: tuple[Candidate, ...]
    blocked: tuple[Blocked, ...] = ()

    @property
    def retry_at(self) -> datetime | None:
        """When the first of those that are cooling down may be asked; None: waiting is no use."""
        return min((each.until for each in self.blocked if each.until), default=None)


class Router:
    def __init__(
        self,
        connections: Connections,
        health: Health,
        budget_allows: Callable[[UUID, str], bool],
        price_of: PriceOf,
        adapters: Adapters = registry,
        embedded: tuple[ModelSpec, ...] = StudioProvider.models,
    ) -> None:
        self._connections = connections
        self._health = health
        self._budget_allows = budget_allows
        self._price_of = price_of
        self._adapters = adapters
        self._embedded = embedded

    def candidates(
        self,
        capability: Capability,
        organization_id: UUID,
        policy: ProviderPolicy,
        tried: tuple[Tried, ...],
        now: datetime,
    ) -> Routing:
        """Who may be asked, and who may not. Without any candidate, `retry_at` says whether
        waiting helps: it is there as long as one provider is only cooling down.

        Those that were tried are asked again only if nobody else is left, and only if their
        failure was of a kind that passes. Standby models (the studio) are no substitute for a
        provider that is out of order: whoever wants them for that names them in `order`.
        """
        configured = self.configured(capability, organization_id, policy)
        untried, again, blocked = _sort_out_tried(configured, tried)
        for group in (untried, again):
            open_to_us, closed = self._sort_out_closed(group, organization_id, now)
            blocked += closed
            if open_to_us:
                ordered = sorted(open_to_us, key=lambda each: _standing(each, policy))
                return Routing(tuple(ordered), tuple(blocked))
        return Routing((), tuple(blocked))

    def configured(
        self, capability: Capability, organization_id: UUID, policy: ProviderPolicy
    ) -> list[Candidate]:
        """Whoever the policy allows and has an account, whatever its health: for estimates."""
        found = [
            candidate
            for name in (*self._adapters.MODULES, EMBEDDED)
            if _is_allowed(name, policy)
            for candidate in self._candidate(name, capability, organization_id, policy.prefer)
        ]
        regular = [each for each in found if not each.model.standby or each.name in policy.order]
        return sorted(regular or found, key=lambda each: _standing(each, policy))

    def _candidate(
        self, name: str, capability: Capability, organization_id: UUID, prefer: Preference
    ) -> Iterable[Candidate]:
        """Its best model; nothing when it has no account or cannot do it."""
        if name == EMBEDDED:
            options = [
                Candidate(name, None, model, None, None, 0)
                for model in self._embedded
                if model.capability == capability
            ]
        else:
            connection = self._connections.find(organization_id, name)
            if connection is None:
                return
            adapter = self._adapters.get_adapter(name)
            options = [
                self._option(name, adapter, model, connection)
                for model in adapter.models
                if model.capability == capability
            ]
        if options:
            yield min(options, key=lambda each: (each.model.standby, *_preference(each, prefer)))

    def _option(
        self, name: str, adapter: Adapter, model: ModelSpec, connection: Connection
    ) -> Candidate:
        price = _usual_cost(self._price_of(name, model.id))
        return Candidate(name, adapter, model, connection, Lane(name, connection.owner), price)

    def _sort_out_closed(
        self, group: list[Candidate], organization_id: UUID, now: datetime
    ) -> tuple[list[Candidate], list[Blocked]]:
        lanes = [each.lane for each in group if each.lane]
        health = self._health.read_many(lanes) if lanes else {}
        good, closed = [], []
        for each in group:
            known = health[each.lane] if each.lane else LaneHealth()
            if known.verdict(now) == "no":
                closed.append(Blocked(each.name, "breaker_open", known.next_chance(now)))
            elif each.lane and not self._budget_allows(organization_id, each.name):
                closed.append(Blocked(each.name, "budget_exhausted"))
            else:
                good.append(replace(each, is_degraded=known.is_degraded(now)))
        return good, closed


def _usual_cost(price: Price) -> int:
    return math.ceil(price.microusd * _USUAL_QUANTITY.get(price.unit, 1))


def _is_allowed(name: str, policy: ProviderPolicy) -> bool:
    return name not in policy.never and (not policy.only or name in policy.only)


def _sort_out_tried(
    configured: list[Candidate], tried: tuple[Tried, ...]
) -> tuple[list[Candidate], list[Candidate], list[Blocked]]:
    """(not asked yet, may be asked again, failed for good)."""
    reasons: dict[str, set[str]] = {}
    for each in tried:
        reasons.setdefault(each.provider, set()).add(each.reason)
    untried = [each for each in configured if each.name not in reasons]
    again = [each for each in configured if reasons.get(each.name, {""}) <= _TRANSIENT]
    lost = {each.name for each in configured} - {each.name for each in (*untried, *again)}
    return untried, again, [Blocked(name, "tried") for name in sorted(lost)]


def _standing(candidate: Candidate, policy: ProviderPolicy) -> tuple[object, ...]:
    """Named in `order` first, as ordered; those that begin to fail last; then as preferred."""
    named = candidate.name in policy.order
    place = policy.order.index(candidate.name) if named else len(policy.order)
    wish = _preference(candidate, policy.prefer)
    return place, candidate.is_degraded, *wish, candidate.name


def _preference(candidate: Candidate, prefer: Preference) -> tuple[float, ...]:
    rank, price = candidate.model.rank, candidate.price_microusd
    seconds = candidate.model.typical_seconds
    match prefer:
        case "quality":
            return rank, price, seconds
        case "price":
            return price, rank, seconds
        case "speed":
            return seconds, rank, price
