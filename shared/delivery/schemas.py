"""What the exports API takes and gives."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.core.model import Model
from shared.imaging.color_space import ColorProfile

# One inline Map writes seven history events per image, and a state machine holds 25,000.
MAX_SHOTS = 1000
DEFAULT_PATTERN = "{sku}_{shot_type}_{index}"


class ExportStatus(StrEnum):
    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    UPLOADING = "UPLOADING"
    COMPLETED = "COMPLETED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"

    @property
    def is_terminal(self) -> bool:
        return self in {ExportStatus.COMPLETED, ExportStatus.PARTIAL, ExportStatus.FAILED}


class ImageStatus(StrEnum):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Resolution(StrEnum):
    """Pixels of the longest edge; smaller pictures stay as they are."""

    ORIGINAL = "original"
    R4096 = "4096"
    R2048 = "2048"
    R1024 = "1024"
    R512 = "512"


class FileFormat(StrEnum):
    PNG = "png"
    JPG = "jpg"
    WEBP = "webp"
    TIFF = "tiff"


class Background(StrEnum):
    TRANSPARENT = "transparent"
    WHITE = "white"
    BLACK = "black"


class DestinationType(StrEnum):
    DOWNLOAD = "download"
    DAM = "dam"
    WEBHOOK = "webhook"


class ExportFormat(Model):
    """`quality` counts for jpg and webp; jpg has no transparency and always gets a white ground."""

    resolution: Resolution = Resolution.ORIGINAL
    file_format: FileFormat = FileFormat.PNG
    color_profile: ColorProfile = ColorProfile.SRGB
    quality: Annotated[int, Field(ge=1, le=100)] = 95
    background: Background = Background.TRANSPARENT


class Naming(Model):
    pattern: Annotated[str, Field(max_length=200)] = DEFAULT_PATTERN
    start_index: Annotated[int, Field(ge=0, le=999_999)] = 1


class Destination(Model):
    type: DestinationType = DestinationType.DOWNLOAD


class ExportOptions(Model):
    format: ExportFormat = Field(default_factory=ExportFormat)
    naming: Naming = Field(default_factory=Naming)
    destination: Destination = Field(default_factory=Destination)


class ExportCreate(ExportOptions):
    shots: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MAX_SHOTS)]


class StatusFilter(StrEnum):
    """`exported` sends out again what has been delivered before."""

    APPROVED = "approved"
    EXPORTED = "exported"


class BulkExport(ExportOptions):
    """A whole shooting, in the order of its shots."""

    shooting_id: UUID
    status_filter: StatusFilter = StatusFilter.APPROVED


class ExportProgress(Model):
    """`percent` counts what is settled: completed and failed."""

    total: int
    completed: int
    failed: int
    percent: int

    @classmethod
    def of(cls, total: int, completed: int, failed: int) -> "ExportProgress":
        settled = completed + failed
        percent = settled * 100 // total if total else 100
        return cls(total=total, completed=completed, failed=failed, percent=percent)


class ExportImageRead(Model):
    shot_id: UUID
    status: ImageStatus
    download_url: str | None = None
    dam_asset_id: str | None = None


class ImageError(Model):
    shot_id: UUID
    error: str
    details: str


class ExportFailure(Model):
    """Why an export as a whole has failed."""

    code: str
    detail: str


class ExportSummary(ExportOptions):
    """An export without its images; addresses are good for an hour and made on reading."""

    id: UUID
    status: ExportStatus
    status_url: str
    progress: ExportProgress
    failure: ExportFailure | None = None
    created_at: datetime
    completed_at: datetime | None = None
    download_url: str | None = None


class ExportRead(ExportSummary):
    images: tuple[ExportImageRead, ...] = ()
    errors: tuple[ImageError, ...] = ()
