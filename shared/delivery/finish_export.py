"""Step 4: record the outcome of the export and mark the exported shots."""

from collections import Counter
from uuid import UUID

from shared.aws.writes import Put
from shared.core.clock import Clock, iso, utc_now
from shared.core.observability import get_logger
from shared.delivery.errors import EXPORT_STOPPED, NO_IMAGE_RENDERED
from shared.delivery.events import export_event
from shared.delivery.models import Export, ExportImage
from shared.delivery.repository import ExportRepository
from shared.delivery.reviewed_shots import ReviewedShots
from shared.delivery.schemas import ExportFailure, ExportProgress, ExportStatus, ImageStatus
from shared.delivery.steps import FinishedExport, MachineError

_SHOTS_PER_TRANSACTION = 40
_RUNNING = [ExportStatus.PENDING, ExportStatus.PROCESSING, ExportStatus.UPLOADING]


class FinishExport:
    def __init__(
        self, exports: ExportRepository, shots: ReviewedShots, clock: Clock = utc_now
    ) -> None:
        self._exports = exports
        self._shots = shots
        self._clock = clock

    def run(
        self, organization_id: UUID, export_id: UUID, error: MachineError | None = None
    ) -> FinishedExport:
        """Set the final status and write its events. Idempotent.

        With an `error` the status is FAILED. Otherwise it follows from the images: COMPLETED if
        all are rendered, PARTIAL if some are, FAILED if none is.
        """
        export = self._exports.get(organization_id, export_id)
        if export.status.is_terminal:
            return FinishedExport(status=export.status)
        images = self._exports.images(export)
        status = ExportStatus.FAILED if error else _outcome(images)
        if status is not ExportStatus.FAILED:
            # Before the final status is written; idempotent, so a retry may repeat it.
            self._mark_exported(export, _delivered(images))
        self._end(export, images, status, _failure(status, error, export))
        return FinishedExport(status=status)

    def _mark_exported(self, export: Export, delivered: dict[UUID, UUID]) -> None:
        pairs = list(delivered.items())
        for start in range(0, len(pairs), _SHOTS_PER_TRANSACTION):
            batch = dict(pairs[start : start + _SHOTS_PER_TRANSACTION])
            writes = self._shots.exported_writes(export.organization_id, batch, export.actor)
            if writes:
                self._exports.commit(*writes)

    def _end(
        self,
        export: Export,
        images: list[ExportImage],
        status: ExportStatus,
        failure: ExportFailure | None,
    ) -> None:
        now = self._clock()
        counted = Counter(image.status for image in images)
        completed, failed = counted[ImageStatus.COMPLETED], counted[ImageStatus.FAILED]
        changes = {"completed": completed, "failed": failed, "completed_at": iso(now)}
        if failure:
            changes["failure"] = failure.model_dump(mode="json")
        progress = ExportProgress.of(export.total, completed, failed)
        self._exports.commit(
            self._exports.transition(export, status, before=_RUNNING, now=now, changes=changes),
            *self._events(export, status, progress),
        )

    def _events(self, export: Export, status: ExportStatus, progress: ExportProgress) -> list[Put]:
        """A partial export also emits `export.completed`, for clients that await the download."""
        types = {
            ExportStatus.COMPLETED: ["export.completed"],
            ExportStatus.PARTIAL: ["export.partial", "export.completed"],
            ExportStatus.FAILED: ["export.failed"],
        }[status]
        return [export_event(t, export, status, progress, "end", self._clock) for t in types]


def _outcome(images: list[ExportImage]) -> ExportStatus:
    completed = sum(image.status is ImageStatus.COMPLETED for image in images)
    if completed == 0:
        return ExportStatus.FAILED
    return ExportStatus.COMPLETED if completed == len(images) else ExportStatus.PARTIAL


def _delivered(images: list[ExportImage]) -> dict[UUID, UUID]:
    return {
        image.shot_id: image.prediction_id
        for image in images
        if image.status is ImageStatus.COMPLETED and image.prediction_id
    }


def _failure(
    status: ExportStatus, error: MachineError | None, export: Export
) -> ExportFailure | None:
    """The reason shown to clients. The machine's cause may contain internals and is logged only."""
    if status is not ExportStatus.FAILED:
        return None
    if error is None:
        return ExportFailure(
            code=NO_IMAGE_RENDERED.name,
            detail="None of the images could be exported; `errors` has the reason of each.",
        )
    get_logger("delivery").error(
        "export stopped", export_id=str(export.id), error=error.error, cause=error.cause
    )
    return ExportFailure(
        code=EXPORT_STOPPED.name,
        detail=f"The export was stopped by a fault on our side ({error.error}). "
        "The approvals are unchanged; start it again.",
    )
