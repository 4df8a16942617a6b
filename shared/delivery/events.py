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
    """`step` makes the id: the same step of the same export is one event however often it runs."""
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
