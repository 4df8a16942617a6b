"""Stored records of uploads, media resources and attachments."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.core.model import Entity, Model


class UploadStatus(StrEnum):
    PENDING = "pending"
    VALIDATED = "validated"
    REJECTED = "rejected"


class MediaState(StrEnum):
    """`staged` -> `active` <-> `orphaned` -> `deleting` -> `deleted`, or `dead_letter`.

    An orphaned resource has no attachments, but its object still exists: attaching it makes it
    active again. From `deleting` on it cannot be restored.
    """

    STAGED = "staged"
    ACTIVE = "active"
    ORPHANED = "orphaned"
    DELETING = "deleting"
    DELETED = "deleted"
    DEAD_LETTER = "dead_letter"


# The states in which the object certainly exists, so that the resource can be attached.
ATTACHABLE = (MediaState.STAGED, MediaState.ACTIVE, MediaState.ORPHANED)


class Origin(StrEnum):
    """The source of a media resource's bytes."""

    UPLOAD = "upload"
    GENERATION = "generation"


class UploadReason(Model):
    """Why an upload was rejected, for a program (`code`) and for a person (`detail`)."""

    code: str = Field(description="Stable code of the rejection.", examples=["not_an_image"])
    detail: str = Field(
        description="Cause and remedy, for people.",
        examples=["The content of this file is not an image; send a JPEG, PNG, WebP or TIFF."],
    )


class Upload(Entity):
    """A file announced by `POST /uploads/presign`; `id` is the wire's `file_id`.

    `key` is where the form puts it. `pinned_key` is the copy that was inspected: the form stays
    good for some minutes and could put other bytes under `key` meanwhile. `width` and `height`
    are pixels as seen, that is after applying the EXIF `orientation` (1 to 8).
    """

    filename: str
    content_type: str
    key: str
    status: UploadStatus = UploadStatus.PENDING
    reason: UploadReason | None = None
    pinned_key: str | None = None
    sha256: str | None = None
    mime: str | None = None
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    orientation: int | None = None


class MediaResource(Entity):
    """Bytes that an organization owns, once, however many things they are attached to.

    `sha256` is unique among the organization's live resources; `refcount` counts attachments.
    """

    sha256: str
    mime: str
    width: int
    height: int
    bytes: int
    key: str
    state: MediaState = MediaState.ACTIVE
    refcount: int = 0
    origin: Origin


class Attachment(Model):
    """One use of a media resource: image `position` in the `slot` of any entity."""

    organization_id: UUID
    media_id: UUID
    entity_type: str
    entity_id: UUID
    slot: str
    position: int
    role: str | None = None
    created_at: datetime
