"""Requests and responses of the media API, and the mark of media fields in other schemas."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared.core.model import Model
from shared.imaging.content_type import ContentType
from shared.media.models import UploadReason, UploadStatus

MAX_UPLOAD_BYTES = 50_000_000


@dataclass(frozen=True)
class MediaSlot:
    """Marks a schema's media field: `Annotated[MediaInput | None, MediaSlot("cover")]`.

    `many` fields hold a tuple of inputs, attached in their order. `introspection` finds the
    fields by this mark, so a service attaches whatever its schema declares.
    """

    name: str
    many: bool = False


class MediaInput(Model):
    """An image to attach: an image of the organization, or an accepted upload."""

    media_id: UUID | None = Field(
        default=None,
        description="Id of an image that the organization has; excludes `upload_id`.",
        examples=[None, "0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )
    upload_id: UUID | None = Field(
        default=None,
        description="The `file_id` of an accepted upload.",
        examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )
    role: Annotated[
        str | None, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
    ] = Field(
        default=None,
        description="View that the image shows, for example `front`.",
        examples=["front"],
    )

    @model_validator(mode="after")
    def exactly_one_source(self) -> Self:
        if (self.media_id is None) == (self.upload_id is None):
            raise ValueError("send exactly one of media_id and upload_id")
        return self


class MediaResourcePublic(Model):
    """An image of the organization, served by the CDN."""

    id: UUID = Field(
        description="Id of the media resource.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    url: str = Field(
        description="Address of the image on the CDN.",
        examples=["https://cdn.example.com/media/0199a1c2/1.jpg"],
    )
    mime: str = Field(description="Media type of the file.", examples=["image/jpeg"])
    width: int = Field(
        description="Width in pixels, after applying the EXIF orientation.", examples=[2000]
    )
    height: int = Field(
        description="Height in pixels, after applying the EXIF orientation.", examples=[3000]
    )
    bytes: int = Field(description="Size of the file in bytes.", examples=[1840211])
    created_at: datetime = Field(description="Time at which the image was stored.")


class PresignRequest(Model):
    """The announcement of a file."""

    filename: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)
    ] = Field(description="Name of the file.", examples=["dress-front.jpg"])
    content_type: ContentType = Field(
        description="Media type of the file.", examples=["image/jpeg"]
    )
    bytes: Annotated[int, Field(ge=0)] | None = Field(
        default=None,
        description="Size of the file, if known; an empty or too large file is refused early.",
        examples=[1840211],
    )


class PresignedUpload(Model):
    """A form for S3: send `fields` and then the file, as multipart/form-data, to `url`."""

    file_id: UUID = Field(
        description="Id of the upload; requests name it as `upload_id`.",
        examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )
    key: str = Field(
        description="Key of the file in the storage.",
        examples=["temp/0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )
    url: str = Field(
        description="Address that the form is sent to.",
        examples=["https://media.s3.amazonaws.com/"],
    )
    fields: dict[str, str] = Field(
        description="Fields of the form; they precede the file.",
        examples=[
            {"key": "temp/0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e", "policy": "eyJleHBpcmF0aW9u..."}
        ],
    )
    method: Literal["POST"] = Field(default="POST", description="HTTP method of the form.")
    expires_at: datetime = Field(description="Time after which the form is refused.")
    max_bytes: int = Field(
        default=MAX_UPLOAD_BYTES, description="Maximal size of the file in bytes."
    )


class UploadRead(Model):
    """State of an upload; the measures are null until it is validated."""

    file_id: UUID = Field(
        description="Id of the upload.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    filename: str = Field(
        description="Name of the file, as announced.", examples=["dress-front.jpg"]
    )
    status: UploadStatus = Field(
        description="Result of the check; `pending` until it is made.", examples=["validated"]
    )
    reason: UploadReason | None = Field(description="Why the upload was rejected.")
    sha256: str | None = Field(
        description="SHA-256 of the file, in hexadecimal digits.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    mime: str | None = Field(
        description="Media type that the content has.", examples=["image/jpeg"]
    )
    width: int | None = Field(
        description="Width in pixels, after applying the EXIF orientation.", examples=[2000]
    )
    height: int | None = Field(
        description="Height in pixels, after applying the EXIF orientation.", examples=[3000]
    )
    bytes: int | None = Field(description="Size of the file in bytes.", examples=[1840211])
    created_at: datetime = Field(description="Time of the announcement.")
