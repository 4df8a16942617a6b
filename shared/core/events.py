"""The event envelope. It maps one to one onto CloudEvents 1.0 (type, source, id, time, data)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.core.clock import Clock, utc_now
from shared.core.ids import new_id
from shared.core.model import Model

PLATFORM = "sartiq.platform"
COMPUTE = "sartiq.compute"


class Event(Model):
    """Something that has happened, in the past tense, for one organization.

    `id` is what consumers are idempotent by. `correlation_id` follows one request through
    everything it set off; `causation_id` is the event that led to this one.
    """

    id: UUID
    type: str
    source: str
    version: int = 1
    organization_id: UUID
    actor: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str | None = None
    data: dict[str, Any] = Field(default_factory=dict)


def make_event(
    type: str,
    *,
    source: str,
    organization_id: UUID,
    actor: str,
    data: Mapping[str, Any],
    correlation_id: str | None = None,
    causation_id: str | None = None,
    id: UUID | None = None,
    clock: Clock = utc_now,
) -> Event:
    """Give `id` (see `derived_id`) where the same change may be written twice."""
    event_id = id or new_id()
    return Event(
        id=event_id,
        type=type,
        source=source,
        organization_id=organization_id,
        actor=actor,
        occurred_at=clock(),
        correlation_id=correlation_id or str(event_id),
        causation_id=causation_id,
        data=dict(data),
    )
