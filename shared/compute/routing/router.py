"""Ranks the providers that can serve a capability now, best first."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from shared.compositor.provider import StudioProvider
from shared.compute.admission.requests import Account
from shared.compute.contract.tasks import ProviderPolicy
from shared.compute.records.tasks import Tried
from shared.compute.routing.connections import Adapters, Connections
from shared.compute.routing.health import AccountHealth, Health
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

# Units in a typical result: an image of 1536 x 2048 pixels, five seconds of video, a short text.
_TYPICAL_QUANTITY = {"megapixel": 4, "second": 5, "1k_tokens": 2.5}

Reason = Literal["breaker_open", "budget_exhausted", "tried"]
Preference = Literal["quality", "price", "speed"]


class Price(Protocol):
    """The price of one unit: an image, a megapixel, a second of video, a thousand tokens."""

    @property
    def microusd(self) -> int: ...

    @property
    def unit(self) -> str: ...


PriceOf = Callable[[str, str], Price]  # (provider, model)


@dataclass(frozen=True)
class Candidate:
    """A model of a provider that can serve the request.

    `adapter`, `connection` and `account` are None for the embedded studio only.
    `price_microusd` is the cost of a typical result, so that prices per image, per second and
    per token compare.
    """

    name: str
    adapter: Adapter | None
    model: ModelSpec
    connection: Connection | None
    account: Account | None
    price_microusd: int
    is_degraded: bool = False


class Blocked(NamedTuple):
    """A provider that cannot be used now; `until` is None if waiting does not help."""

    name: str
    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True)
class Routing:
    candidates: tuple[Candidate, ...]
    blocked: tuple[Blocked, ...] = ()

    @property
    def retry_at(self) -> datetime | None:
        """Return when the first breaker half-opens, or None if waiting does not help."""
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
        """Return the ranked candidates, and the blocked providers with the reasons.

        If there is no candidate, `retry_at` is set as long as one provider is only cooling
        down. Providers that were tried are candidates only if no other is left and their
        failure was transient. Standby models (the studio) do not substitute for a provider
        whose breaker is open, unless the policy names them in `order`.
        """
        configured = self.configured(capability, organization_id, policy)
        untried, again, blocked = _split_tried(configured, tried)
        for group in (untried, again):
            usable, closed = self._split_blocked(group, organization_id, now)
            blocked += closed
            if usable:
                ordered = sorted(usable, key=lambda each: _sort_key(each, policy))
                return Routing(tuple(ordered), tuple(blocked))
        return Routing((), tuple(blocked))

    def configured(
        self, capability: Capability, organization_id: UUID, policy: ProviderPolicy
    ) -> list[Candidate]:
        """Return all providers that the policy allows and that have an account, ranked.

        Ignores health and budgets. Estimates use it.
        """
        found = [
            candidate
            for name in (*self._adapters.MODULES, EMBEDDED)
            if _is_allowed(name, policy)
            for candidate in self._candidate(name, capability, organization_id, policy.prefer)
        ]
        regular = [each for each in found if not each.model.standby or each.name in policy.order]
        return sorted(regular or found, key=lambda each: _sort_key(each, policy))

    def _candidate(
        self, name: str, capability: Capability, organization_id: UUID, prefer: Preference
    ) -> Iterable[Candidate]:
        """Yield the provider's best model, if it has an account and a model for the capability."""
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
        price = _typical_cost(self._price_of(name, model.id))
        return Candidate(name, adapter, model, connection, Account(name, connection.owner), price)

    def _split_blocked(
        self, group: list[Candidate], organization_id: UUID, now: datetime
    ) -> tuple[list[Candidate], list[Blocked]]:
        accounts = [each.account for each in group if each.account]
        health = self._health.read_many(accounts) if accounts else {}
        usable, closed = [], []
        for each in group:
            known = health[each.account] if each.account else AccountHealth()
            if known.verdict(now) == "no":
                closed.append(Blocked(each.name, "breaker_open", known.next_chance(now)))
            elif each.account and not self._budget_allows(organization_id, each.name):
                closed.append(Blocked(each.name, "budget_exhausted"))
            else:
                usable.append(replace(each, is_degraded=known.is_degraded(now)))
        return usable, closed


def _typical_cost(price: Price) -> int:
    return math.ceil(price.microusd * _TYPICAL_QUANTITY.get(price.unit, 1))


def _is_allowed(name: str, policy: ProviderPolicy) -> bool:
    return name not in policy.never and (not policy.only or name in policy.only)


def _split_tried(
    configured: list[Candidate], tried: tuple[Tried, ...]
) -> tuple[list[Candidate], list[Candidate], list[Blocked]]:
    """Return the candidates not tried yet, those that may be retried, and the failed ones."""
    reasons: dict[str, set[str]] = {}
    for each in tried:
        reasons.setdefault(each.provider, set()).add(each.reason)
    untried = [each for each in configured if each.name not in reasons]
    again = [each for each in configured if reasons.get(each.name, {""}) <= _TRANSIENT]
    lost = {each.name for each in configured} - {each.name for each in (*untried, *again)}
    return untried, again, [Blocked(name, "tried") for name in sorted(lost)]


def _sort_key(candidate: Candidate, policy: ProviderPolicy) -> tuple[object, ...]:
    """Return the sort key: the policy's `order`, then healthy before degraded, then `prefer`."""
    named = candidate.name in policy.order
    rank = policy.order.index(candidate.name) if named else len(policy.order)
    preference = _preference(candidate, policy.prefer)
    return rank, candidate.is_degraded, *preference, candidate.name


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
