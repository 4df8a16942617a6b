"""The events of exports."""

from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Put
from shared.core.clock import Clock
from shared.core.events import PLATFORM, make_event
from shared.core.ids import derived_id
from shared.delivery.models import Export
from shared.delivery.schemas import ExportProgress, ExportStatus


def export_event(
    type: str,
    export: Export,
    status: ExportStatus,
    progress: ExportProgress,
    step: str,
    clock: Clock,
) -> Put:
    """The write that stores an event of an export.

    The event's id is derived from type, export and `step`, so a repeated step gives one event.
    """
    event_id: UUID = derived_id(type, export.id, step)
    return put_event(
        make_event(
            type,
            source=PLATFORM,
            organization_id=export.organization_id,
            actor=export.actor,
            data={
                "export_id": str(export.id),
                "status": str(status),
                **progress.model_dump(),
            },
            correlation_id=str(export.id),
            id=event_id,
            clock=clock,
        )
    )
