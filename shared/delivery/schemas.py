"""Requests and responses of the exports API."""

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
    """Size of the exported images: the pixels of the longest edge."""

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
    """How an export renders its images. A jpg has no transparency, so its ground is white."""

    resolution: Resolution = Field(
        default=Resolution.ORIGINAL,
        description="Pixels of the longest edge; smaller images stay as they are.",
    )
    file_format: FileFormat = Field(
        default=FileFormat.PNG, description="File format of the images."
    )
    color_profile: ColorProfile = Field(
        default=ColorProfile.SRGB, description="Colour profile of the images."
    )
    quality: Annotated[int, Field(ge=1, le=100)] = Field(
        default=95, description="Quality of the compression, 1 to 100; used for jpg and webp."
    )
    background: Background = Field(
        default=Background.TRANSPARENT,
        description="Ground under transparent pixels; jpg always has a white one.",
    )


class Naming(Model):
    pattern: Annotated[str, Field(max_length=200)] = Field(
        default=DEFAULT_PATTERN,
        description=(
            "Pattern of the file names; `{sku}`, `{product_name}`, `{shot_type}`, `{subject}`, "
            "`{shooting}`, `{index}` and `{date}` are replaced."
        ),
    )
    start_index: Annotated[int, Field(ge=0, le=999_999)] = Field(
        default=1, description="First value of `{index}`."
    )


class Destination(Model):
    type: DestinationType = Field(
        default=DestinationType.DOWNLOAD,
        description="Where the images go; only `download` is available today.",
    )


class ExportOptions(Model):
    format: ExportFormat = Field(
        default_factory=ExportFormat, description="How the images are rendered."
    )
    naming: Naming = Field(default_factory=Naming, description="How the files are named.")
    destination: Destination = Field(
        default_factory=Destination, description="Where the images go."
    )


class ExportCreate(ExportOptions):
    shots: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MAX_SHOTS)] = Field(
        description="Ids of approved shots, in the order of the files.",
        examples=[["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]],
    )


class StatusFilter(StrEnum):
    """Status of the shots to export; `exported` delivers shots again."""

    APPROVED = "approved"
    EXPORTED = "exported"


class BulkExport(ExportOptions):
    """An export of a whole shooting, in the order of its shots."""

    shooting_id: UUID = Field(
        description="Id of the shooting.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    status_filter: StatusFilter = Field(
        default=StatusFilter.APPROVED,
        description="Which shots of the shooting; `exported` sends delivered ones again.",
    )


class ExportProgress(Model):
    """Counts of the images of an export."""

    total: int = Field(description="Number of images.", examples=[24])
    completed: int = Field(description="Number of rendered images.", examples=[12])
    failed: int = Field(description="Number of images that could not be rendered.", examples=[0])
    percent: int = Field(
        description="Share of the images that are completed or failed, 0 to 100.", examples=[50]
    )

    @classmethod
    def of(cls, total: int, completed: int, failed: int) -> "ExportProgress":
        settled = completed + failed
        percent = settled * 100 // total if total else 100
        return cls(total=total, completed=completed, failed=failed, percent=percent)


class ExportImageRead(Model):
    shot_id: UUID = Field(
        description="Id of the shot.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    status: ImageStatus = Field(description="State of the image.", examples=["completed"])
    download_url: str | None = Field(
        default=None,
        description="Address of the image, valid for an hour.",
        examples=["https://media.s3.amazonaws.com/exports/0199a1c2/SKU-1_front_1.png"],
    )
    dam_asset_id: str | None = Field(
        default=None, description="Id in the asset management; always null today.", examples=[None]
    )


class ImageError(Model):
    shot_id: UUID = Field(
        description="Id of the shot.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    error: str = Field(
        description="`Image fetch failed` or `Image processing failed`.",
        examples=["Image fetch failed"],
    )
    details: str = Field(
        description="Cause, for people.", examples=["The image is no longer there."]
    )


class ExportFailure(Model):
    """The reason for which an export failed as a whole."""

    code: str = Field(description="Stable code of the failure.", examples=["no_image_rendered"])
    detail: str = Field(
        description="Cause and remedy, for people.",
        examples=["None of the images could be exported; `errors` has the reason of each."],
    )


class ExportSummary(ExportOptions):
    """An export without its images. Addresses are made on reading and valid for an hour."""

    id: UUID = Field(
        description="Id of the export.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    status: ExportStatus = Field(description="State of the export.", examples=["COMPLETED"])
    status_url: str = Field(
        description="Address of the export.",
        examples=["/api/v1/exports/0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )
    progress: ExportProgress = Field(description="How many images are done.")
    failure: ExportFailure | None = Field(
        default=None, description="Why the export as a whole failed."
    )
    created_at: datetime = Field(description="Time of the order.")
    completed_at: datetime | None = Field(
        default=None, description="Time of the end.", examples=["2026-03-02T09:34:10Z"]
    )
    download_url: str | None = Field(
        default=None,
        description="Address of the archive, valid for an hour; set once the export is complete.",
        examples=["https://media.s3.amazonaws.com/exports/0199a1c2/export.zip"],
    )


class ExportRead(ExportSummary):
    images: tuple[ExportImageRead, ...] = Field(
        default=(),
        description="The images in the order of the request; empty until the export is prepared.",
    )
    errors: tuple[ImageError, ...] = Field(
        default=(), description="Images that could not be exported."
    )
