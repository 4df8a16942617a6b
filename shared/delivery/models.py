"""Exports and their images as they are stored."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.core.model import Entity, Model
from shared.delivery.metadata import ImageMetadata
from shared.delivery.schemas import (
    Destination,
    ExportFailure,
    ExportFormat,
    ExportStatus,
    ImageStatus,
    Naming,
)

# A lifecycle rule of the bucket deletes objects under `exports/` after this time.
KEPT = timedelta(days=7)

# Values of `ExportImage.error`, as the API's contract spells them.
FETCH_FAILED = "Image fetch failed"
PROCESSING_FAILED = "Image processing failed"


class Export(Entity):
    """A request to export shots. `actor` is the requester as events name it.

    The progress of a running export is counted from its images; the counts `completed` and
    `failed` are stored when it ends. `archive_bytes` is the size of the ZIP.
    """

    status: ExportStatus = ExportStatus.PENDING
    actor: str
    shot_ids: tuple[UUID, ...]
    format: ExportFormat
    naming: Naming
    destination: Destination
    completed: int = 0
    failed: int = 0
    failure: ExportFailure | None = None
    completed_at: datetime | None = None
    archive_key: str | None = None
    archive_bytes: int | None = None

    @property
    def total(self) -> int:
        return len(self.shot_ids)

    @property
    def folder(self) -> str:
        return f"exports/{self.id}"


class ExportImage(Model):
    """One line of the manifest: the source, the file name and the result.

    `n` counts from 1 in the order of the request. The fields of the rendered file (`key` to
    `sha256`) are set if the status is `completed`, `error` and `details` if it is `failed`.
    """

    model_config = ConfigDict(extra="ignore")

    organization_id: UUID
    export_id: UUID
    n: int
    shot_id: UUID
    prediction_id: UUID | None = None
    source_key: str = ""
    name: str = ""
    metadata: ImageMetadata = Field(default_factory=ImageMetadata)
    status: ImageStatus = ImageStatus.PENDING
    key: str | None = None
    mime: str | None = None
    width: int | None = None
    height: int | None = None
    size_bytes: int = 0
    crc32: int = 0
    sha256: str | None = None
    error: str | None = None
    details: str | None = None

    def failed(self, error: str, details: str) -> "ExportImage":
        """A copy with the status `failed` and the reason."""
        return self.model_copy(
            update={"status": ImageStatus.FAILED, "error": error, "details": details}
        )
