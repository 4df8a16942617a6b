"""The part of Compute's contract that is about providers, and about cancelling."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.core.model import Model


class BreakerRead(Model):
    """One class of failures: `closed` lets all through, `open` none until `until`, `half_open`
    one as a probe."""

    failure_class: str
    state: Literal["closed", "open", "half_open"]
    recent_failures: int
    until: datetime | None = None


class ModelRead(Model):
    capability: str
    model: str
    price_microusd: int
    price_unit: str
    typical_seconds: float


class ProviderRead(Model):
    """`routable` false says in `reason` why: no_credentials, breaker_open, budget_exhausted."""

    name: str
    mode: Literal["embedded", "sync", "polled", "webhook"]
    routable: bool
    reason: str | None = None
    credentials: Literal["none_needed", "platform", "organization", "missing"]
    models: tuple[ModelRead, ...]
    breakers: tuple[BreakerRead, ...] = ()
    places_taken: int = 0
    places: int = 0
    waiting: int = 0
    paused_until: datetime | None = None


class ProvidersStatus(Model):
    """`GET /api/v1/providers/status`: every provider that Compute knows, alphabetically."""

    items: tuple[ProviderRead, ...]


class CancelRequest(Model):
    """`POST /api/v1/tasks/cancel`: those that have not begun (`waiting`), or all."""

    scope: Literal["waiting", "all"]
    shooting_id: UUID | None = None


class CancelReport(Model):
    """The generations whose tasks are being cancelled."""

    generation_ids: tuple[UUID, ...]
