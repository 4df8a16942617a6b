"""Exports as the API returns them. Download URLs are signed when read and valid for an hour."""

from collections import Counter
from collections.abc import Sequence

from shared.aws.bucket import Bucket
from shared.core.clock import Clock
from shared.delivery.models import KEPT, Export, ExportImage
from shared.delivery.repository import ExportRepository
from shared.delivery.schemas import (
    ExportImageRead,
    ExportOptions,
    ExportProgress,
    ExportRead,
    ExportStatus,
    ExportSummary,
    ImageError,
    ImageStatus,
)

_ADDRESS_SECONDS = 3600


class ExportReader:
    def __init__(self, exports: ExportRepository, bucket: Bucket, clock: Clock) -> None:
        self._exports = exports
        self._bucket = bucket
        self._clock = clock

    def read(self, export: Export) -> ExportRead:
        """The export with all images; without a manifest all of them are pending."""
        images = self._exports.images(export)
        stored = {image.shot_id: self._image(export, image) for image in images}
        return ExportRead(
            **self._summary(export, images).model_dump(),
            images=tuple(
                stored.get(shot_id) or ExportImageRead(shot_id=shot_id, status=ImageStatus.PENDING)
                for shot_id in export.shot_ids
            ),
            errors=tuple(
                ImageError(
                    shot_id=image.shot_id, error=image.error or "", details=image.details or ""
                )
                for image in images
                if image.status is ImageStatus.FAILED
            ),
        )

    def summarize(self, export: Export) -> ExportSummary:
        """The export without images. The manifest is read for a running export only."""
        running = not export.status.is_terminal and export.status is not ExportStatus.PENDING
        return self._summary(export, self._exports.images(export) if running else ())

    def _summary(self, export: Export, images: Sequence[ExportImage]) -> ExportSummary:
        counted = Counter(image.status for image in images)
        completed, failed = counted[ImageStatus.COMPLETED], counted[ImageStatus.FAILED]
        if export.status.is_terminal:
            completed, failed = export.completed, export.failed
        return ExportSummary(
            **{name: getattr(export, name) for name in ExportOptions.model_fields},
            id=export.id,
            status=export.status,
            status_url=f"/api/v1/exports/{export.id}",
            progress=ExportProgress.of(export.total, completed, failed),
            failure=export.failure,
            created_at=export.created_at,
            completed_at=export.completed_at,
            download_url=self._archive_url(export),
        )

    def _archive_url(self, export: Export) -> str | None:
        delivered = {ExportStatus.COMPLETED, ExportStatus.PARTIAL}
        if export.status not in delivered or not export.archive_key or self._is_gone(export):
            return None
        filename = f"sartiq-export-{export.created_at:%Y-%m-%d}-{str(export.id)[-8:]}.zip"
        return self._bucket.presign_get(
            export.archive_key, expires_seconds=_ADDRESS_SECONDS, filename=filename
        )

    def _image(self, export: Export, image: ExportImage) -> ExportImageRead:
        url = None
        if image.key and not self._is_gone(export):
            url = self._bucket.presign_get(
                image.key, expires_seconds=_ADDRESS_SECONDS, filename=image.name
            )
        return ExportImageRead(shot_id=image.shot_id, status=image.status, download_url=url)

    def _is_gone(self, export: Export) -> bool:
        return self._clock() >= export.created_at + KEPT
