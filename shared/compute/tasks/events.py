"""Events of the Compute service."""

from uuid import UUID

from shared.compute.records.tasks import Task
from shared.core.clock import Clock
from shared.core.events import COMPUTE, Event, make_event
from shared.core.ids import derived_id
from shared.core.model import Model


def task_event(type: str, task: Task, data: Model, *, clock: Clock, about: str = "") -> Event:
    """An event of `task`. Its id follows from type, task and `about` (a node's id, where there
    may be several), so that a step which runs twice tells of one thing once.
    """
    return make_event(
        type,
        source=COMPUTE,
        organization_id=task.organization_id,
        actor=task.actor,
        data=data.model_dump(mode="json"),
        correlation_id=task.correlation_id,
        id=_event_id(type, task.id, about),
        clock=clock,
    )


def _event_id(type: str, task_id: UUID, about: str) -> UUID:
    return derived_id(type, task_id, about)
