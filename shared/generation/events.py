"""Events of generations. Each happens once in a generation's life, so its id is derived."""

from typing import Any

from shared.core.clock import Clock
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id
from shared.generation.models import Generation


def generation_event(
    type: str,
    generation: Generation,
    *,
    actor: str,
    clock: Clock,
    cause: Event | None = None,
    **data: Any,
) -> Event:
    """`cause` is the event of Compute that led to this one, if it was one."""
    return make_event(
        type,
        source=PLATFORM,
        organization_id=generation.organization_id,
        actor=actor,
        data={
            "generation_id": str(generation.id),
            "shot_id": str(generation.shot_id),
            "shooting_id": str(generation.shooting_id),
            **data,
        },
        correlation_id=generation.correlation_id,
        causation_id=str(cause.id) if cause else None,
        id=derived_id(type, generation.id),
        clock=clock,
    )
