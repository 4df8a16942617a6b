"""What the media API takes and gives, and how other schemas mark their media fields."""

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
    """An image to attach: one that the organization has (`media_id`), or one just uploaded."""

    media_id: UUID | None = None
    upload_id: UUID | None = None
    role: Annotated[
        str | None, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
    ] = None

    @model_validator(mode="after")
    def exactly_one_source(self) -> Self:
        if (self.media_id is None) == (self.upload_id is None):
            raise ValueError("send exactly one of media_id and upload_id")
        return self


class MediaResourcePublic(Model):
    """A media resource as clients see it; `url` is on the CDN, sizes are pixels as seen."""

    id: UUID
    url: str
    mime: str
    width: int
    height: int
    bytes: int
    created_at: datetime


class PresignRequest(Model):
    """`bytes`, if known, lets a file that is empty or too large be refused before it travels."""

    filename: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
    content_type: ContentType
    bytes: Annotated[int, Field(ge=0)] | None = None


class PresignedUpload(Model):
    """A form for S3: send `fields` and then the file, as multipart/form-data, to `url`."""

    file_id: UUID
    key: str
    url: str
    fields: dict[str, str]
    method: Literal["POST"] = "POST"
    expires_at: datetime
    max_bytes: int = MAX_UPLOAD_BYTES


class UploadRead(Model):
    """What has become of an upload; the measures are there once it is validated."""

    file_id: UUID
    filename: str
    status: UploadStatus
    reason: UploadReason | None
    sha256: str | None
    mime: str | None
    width: int | None
    height: int | None
    bytes: int | None
    created_at: datetime
