"""The event envelope. Its fields correspond to CloudEvents 1.0 (type, source, id, time, data)."""

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
    """A change that has happened, for one organization; `type` is in the past tense.

    Consumers are idempotent by `id`. All events that result from one request share its
    `correlation_id`; `causation_id` is the id of the event that caused this one.
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
    """Create an event. `correlation_id` defaults to the event's own id.

    Pass an `id` from `derived_id` if the same change may be written twice; by default it is new.
    """
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
