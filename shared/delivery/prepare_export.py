"""Step 1: store the manifest, so that later changes of shots do not affect this export."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from shared.aws.table import ConditionFailed
from shared.core.clock import Clock, utc_now
from shared.delivery.errors import EXPORT_MOVED_ON
from shared.delivery.events import export_event
from shared.delivery.metadata import ImageMetadata
from shared.delivery.models import FETCH_FAILED, Export, ExportImage
from shared.delivery.naming import (
    NameBook,
    Pattern,
    date_text,
    index_text,
    parse_pattern,
    render_stem,
)
from shared.delivery.repository import ExportRepository
from shared.delivery.reviewed_shots import ReviewedShots, ShotSource
from shared.delivery.schemas import ExportProgress, ExportStatus, ImageStatus
from shared.delivery.steps import ImageNumber, PreparedExport
from shared.delivery.videos import VIDEO_EXTENSION, is_video

_BATCH = 50


class PrepareExport:
    def __init__(
        self, exports: ExportRepository, shots: ReviewedShots, clock: Clock = utc_now
    ) -> None:
        self._exports = exports
        self._shots = shots
        self._clock = clock

    def run(self, organization_id: UUID, export_id: UUID) -> PreparedExport:
        """Store the manifest and return the images to render. Idempotent.

        A repeated run returns the pending images only; an export that has ended has none.
        """
        export = self._exports.get(organization_id, export_id)
        if export.status.is_terminal:
            return PreparedExport(count=0)
        images = self._exports.images(export)
        if len(images) < export.total:
            self._store_manifest(export, images)
            images = self._exports.images(export)
        if export.status is ExportStatus.PENDING:
            self._begin(export, images)
        pending = [image for image in images if image.status is ImageStatus.PENDING]
        numbers = tuple(ImageNumber(n=image.n) for image in pending)
        return PreparedExport(count=len(numbers), images=numbers)

    def _store_manifest(self, export: Export, stored: Sequence[ExportImage]) -> None:
        """Write the missing lines; those of an earlier run keep their names."""
        known = {image.n for image in stored}
        sources = self._shots.sources(export.organization_id, export.shot_ids)
        book = NameBook(export.format.file_format, (image.name for image in stored if image.name))
        pattern = parse_pattern(export.naming.pattern)
        missing = [
            _line(export, n, shot_id, sources.get(shot_id), pattern, book)
            for n, shot_id in enumerate(export.shot_ids, start=1)
            if n not in known
        ]
        for start in range(0, len(missing), _BATCH):
            self._write(missing[start : start + _BATCH])

    def _write(self, images: Iterable[ExportImage]) -> None:
        try:
            self._exports.commit(*(self._exports.image_creation(image) for image in images))
        except ConditionFailed as error:
            # A concurrent run writes the same lines; the machine's retry reads them.
            raise EXPORT_MOVED_ON("Another run is preparing this export.") from error

    def _begin(self, export: Export, images: Sequence[ExportImage]) -> None:
        failed = sum(image.status is ImageStatus.FAILED for image in images)
        status = ExportStatus.PROCESSING
        progress = ExportProgress.of(export.total, 0, failed)
        self._exports.commit(
            self._exports.transition(
                export, status, before=[ExportStatus.PENDING], now=self._clock()
            ),
            export_event("export.progress", export, status, progress, "prepared", self._clock),
        )


def _line(
    export: Export,
    n: int,
    shot_id: UUID,
    source: ShotSource | None,
    pattern: Pattern,
    book: NameBook,
) -> ExportImage:
    line = ExportImage(
        organization_id=export.organization_id, export_id=export.id, n=n, shot_id=shot_id
    )
    if source is None:
        return line.failed(FETCH_FAILED, "The shot is no longer approved")
    if source.media_key is None:
        return line.failed(FETCH_FAILED, "The source file is missing")
    stem = render_stem(pattern, _values(export, n, source))
    return line.model_copy(
        update={
            "prediction_id": source.prediction_id,
            "source_key": source.media_key,
            "name": book.claim(stem, VIDEO_EXTENSION if is_video(source.media_key) else ""),
            "metadata": ImageMetadata(
                provider=source.provider,
                model=source.model,
                title=source.product_name,
                identifier=source.sku or "",
            ),
        }
    )


def _values(export: Export, n: int, source: ShotSource) -> dict[str, str]:
    """The values of the pattern's variables; the index counts over the whole export."""
    return {
        "sku": source.sku or str(source.product_id),
        "product_name": source.product_name,
        "shot_type": source.shot_type,
        "subject": source.subject,
        "shooting": source.shooting,
        "index": index_text(export.naming.start_index + n - 1),
        "date": date_text(export.created_at.date()),
    }
