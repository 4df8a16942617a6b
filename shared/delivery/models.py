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

# A lifecycle rule of the bucket removes `exports/` after this time.
KEPT = timedelta(days=7)

# `error` of an image, spelled as in the contract.
FETCH_FAILED = "Image fetch failed"
PROCESSING_FAILED = "Image processing failed"


class Export(Entity):
    """An order to deliver shots. `actor` is who gave it, in the spelling of events.

    How far it is follows from its images; `completed` and `failed` are set when it ends.
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
    """One line of the manifest: what to render, under which name, and what came of it.

    `n` counts from 1 in the order of the request. The fields of the rendered file are set
    exactly while the image is `completed`, `error` and `details` while it is `failed`.
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
        return self.model_copy(
            update={"status": ImageStatus.FAILED, "error": error, "details": details}
        )
