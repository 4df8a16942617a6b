"""Step 3: pack the rendered images into one ZIP, streamed from S3 to S3."""

from collections.abc import Sequence
from uuid import UUID

from shared.aws.bucket import Bucket
from shared.aws.multipart import ObjectWriter
from shared.aws.table import ConditionFailed
from shared.core.clock import Clock, utc_now
from shared.delivery.archive import Entry, archive_bytes, pieces
from shared.delivery.events import export_event
from shared.delivery.models import PROCESSING_FAILED, Export, ExportImage
from shared.delivery.repository import ExportRepository
from shared.delivery.schemas import ExportProgress, ExportStatus, ImageStatus
from shared.delivery.steps import AssembledArchive

_RUNNING = [ExportStatus.PROCESSING, ExportStatus.UPLOADING]


class AssembleArchive:
    def __init__(self, exports: ExportRepository, bucket: Bucket, clock: Clock = utc_now) -> None:
        self._exports = exports
        self._bucket = bucket
        self._clock = clock

    def run(self, organization_id: UUID, export_id: UUID) -> AssembledArchive:
        """Write the archive and record its key and size. Idempotent.

        Images that are still pending are marked failed first. Without a rendered image no archive
        is written. Memory holds one image and one part of the upload; the same images give the
        same archive. Raises EntryMismatch if a rendered file has changed since it was recorded.
        """
        export = self._exports.get(organization_id, export_id)
        images = [] if export.status.is_terminal else self._settled(export)
        packed = [image for image in images if image.status is ImageStatus.COMPLETED]
        if not packed:
            return AssembledArchive(images=0, archive_bytes=0)
        if export.archive_bytes is not None:
            return AssembledArchive(images=len(packed), archive_bytes=export.archive_bytes)
        self._begin(export, images)
        size = self._pack(export, packed)
        return AssembledArchive(images=len(packed), archive_bytes=size)

    def _settled(self, export: Export) -> list[ExportImage]:
        """The manifest after marking pending images as failed; their function has crashed."""
        for image in self._exports.images(export):
            if image.status is ImageStatus.PENDING:
                self._abandon(image)
        return self._exports.images(export)

    def _abandon(self, image: ExportImage) -> None:
        details = "The picture could not be rendered after several tries"
        try:
            self._exports.commit(self._exports.settlement(image.failed(PROCESSING_FAILED, details)))
        except ConditionFailed:
            # A late run of the function has completed the image.
            return

    def _begin(self, export: Export, images: Sequence[ExportImage]) -> None:
        if export.status is ExportStatus.UPLOADING:
            return
        status = ExportStatus.UPLOADING
        completed = sum(image.status is ImageStatus.COMPLETED for image in images)
        progress = ExportProgress.of(export.total, completed, len(images) - completed)
        self._exports.commit(
            self._exports.transition(export, status, before=_RUNNING, now=self._clock()),
            export_event("export.progress", export, status, progress, "uploading", self._clock),
        )

    def _pack(self, export: Export, images: Sequence[ExportImage]) -> int:
        key = f"{export.folder}/archive.zip"
        sources = {image.name: image.key or "" for image in images}
        entries = [Entry(image.name, image.size_bytes, image.crc32) for image in images]
        size = archive_bytes(entries)
        with ObjectWriter(
            self._bucket, key, content_type="application/zip", expected_bytes=size
        ) as writer:
            for piece in pieces(
                entries, lambda entry: self._bucket.read(sources[entry.name]), export.created_at
            ):
                writer.write(piece)
        self._exports.commit(
            self._exports.transition(
                export,
                ExportStatus.UPLOADING,
                before=_RUNNING,
                now=self._clock(),
                changes={"archive_key": key, "archive_bytes": size},
            )
        )
        return size
