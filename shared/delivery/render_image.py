"""Step 2, once per image: read the source, render it, store it and update the manifest."""

from collections import Counter
from math import ceil
from uuid import UUID

from shared.aws.bucket import Bucket, ObjectMissing
from shared.aws.table import ConditionFailed
from shared.aws.writes import Put
from shared.core.clock import Clock, utc_now
from shared.delivery.events import export_event
from shared.delivery.models import FETCH_FAILED, PROCESSING_FAILED, Export, ExportImage
from shared.delivery.rendering import BrokenImage, render_image
from shared.delivery.repository import ExportRepository
from shared.delivery.schemas import ExportProgress, ExportStatus, ImageStatus
from shared.delivery.steps import RenderedStep
from shared.delivery.videos import export_video, is_video

# Counting reads the manifest, so a large export reports its progress about this many times.
_REPORTS = 50


class RenderImage:
    def __init__(self, exports: ExportRepository, bucket: Bucket, clock: Clock = utc_now) -> None:
        self._exports = exports
        self._bucket = bucket
        self._clock = clock

    def run(self, organization_id: UUID, export_id: UUID, n: int) -> RenderedStep:
        """Render image `n` of the manifest. Idempotent: a settled image is returned as it is.

        An image that cannot be rendered is marked failed, and the export goes on without it.
        Transient errors, such as an unreachable storage, are raised; the machine retries the step.
        """
        image = self._exports.get_image(organization_id, export_id, n)
        if image.status is ImageStatus.PENDING:
            export = self._exports.get(organization_id, export_id)
            image = self._render(export, image)
            self._settle(export, image)
        return RenderedStep(n=n, status=image.status)

    def _render(self, export: Export, image: ExportImage) -> ExportImage:
        try:
            source = self._bucket.read(image.source_key)
            rendered = (
                export_video(source)
                if is_video(image.source_key)
                else render_image(source, export.format, image.metadata)
            )
        except ObjectMissing:
            return image.failed(FETCH_FAILED, "The source file is missing")
        except BrokenImage as error:
            return image.failed(PROCESSING_FAILED, str(error))
        key = f"{export.folder}/images/{image.name}"
        self._bucket.write(key, rendered.data, content_type=rendered.mime)
        return image.model_copy(
            update={
                "status": ImageStatus.COMPLETED,
                "key": key,
                "mime": rendered.mime,
                "width": rendered.width,
                "height": rendered.height,
                "size_bytes": len(rendered.data),
                "crc32": rendered.crc32,
                "sha256": rendered.sha256,
            }
        )

    def _settle(self, export: Export, image: ExportImage) -> None:
        writes = [self._exports.settlement(image)]
        if image.n % ceil(export.total / _REPORTS) == 0:
            writes.append(self._progress(export, image))
        try:
            self._exports.commit(*writes)
        except ConditionFailed:
            # A concurrent run of the same image was first; both rendered the same bytes.
            return

    def _progress(self, export: Export, image: ExportImage) -> Put:
        """The progress event. It may miss images settled concurrently; the last event has all."""
        counted = Counter(
            image.status if each.n == image.n else each.status
            for each in self._exports.images(export)
        )
        progress = ExportProgress.of(
            export.total, counted[ImageStatus.COMPLETED], counted[ImageStatus.FAILED]
        )
        status = ExportStatus.PROCESSING
        return export_event(
            "export.progress", export, status, progress, f"image {image.n}", self._clock
        )
