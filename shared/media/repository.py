"""Uploads, media resources, their SHA-256 claims and their attachments in the platform table."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.repository import Repository
from shared.aws.writes import Put, Update, Write
from shared.core.clock import iso
from shared.core.errors import Conflict
from shared.media.errors import (
    MEDIA_EXISTS,
    MEDIA_NOT_FOUND,
    UPLOAD_EXISTS,
    UPLOAD_NOT_FOUND,
    UPLOAD_SETTLED,
)
from shared.media.models import (
    ATTACHABLE,
    Attachment,
    MediaResource,
    MediaState,
    Upload,
    UploadStatus,
)
from shared.media.races import MediaMoved

# As long as the bytes under `temp/` live; afterwards the file has to be sent again anyway.
UPLOAD_KEPT = timedelta(hours=24)


class UploadSettled(Conflict):
    """The upload is validated or rejected already; an outcome never changes."""

    def __init__(self) -> None:
        super().__init__(UPLOAD_SETTLED, "This upload has been checked already.")


class UploadRepository(Repository[Upload]):
    entity = Upload
    noun = Noun.UPLOAD
    title = "Upload"
    not_found = UPLOAD_NOT_FOUND
    exists = UPLOAD_EXISTS

    def item(self, entity: Upload) -> Item:
        expires_at = int((entity.created_at + UPLOAD_KEPT).timestamp())
        return {**super().item(entity), "expires_at": expires_at}

    def announcement(self, upload: Upload) -> list[Write]:
        """The upload and the item that leads from its file id back to the organization."""
        owner: Item = {
            **keys.upload_owner(upload.id)._asdict(),
            "organization_id": str(upload.organization_id),
            "expires_at": int((upload.created_at + UPLOAD_KEPT).timestamp()),
        }
        return [self.creation(upload), Put(owner)]

    def settlement(self, upload: Upload) -> Put:
        """The outcome of the inspection; fails with `UploadSettled` when there is one already."""
        return Put(
            self.item(upload),
            condition="#status = :pending",
            values={"pending": str(UploadStatus.PENDING)},
            error=UploadSettled(),
        )

    def of_file(self, file_id: UUID) -> Upload | None:
        """The upload, found by nothing but its file id; only for what S3 reports."""
        owner = self.table.get(keys.upload_owner(file_id))
        return self.find(UUID(owner["organization_id"]), file_id) if owner else None


class MediaRepository(Repository[MediaResource]):
    entity = MediaResource
    noun = Noun.MEDIA
    title = "Media"
    not_found = MEDIA_NOT_FOUND
    exists = MEDIA_EXISTS

    def claims(self, organization_id: UUID, digests: Iterable[str]) -> dict[str, UUID]:
        """Which resource holds (or, if it is gone by now, held last) each SHA-256."""
        wanted = [keys.unique(organization_id, Noun.SHA256, digest) for digest in digests]
        return {item["sk"]: UUID(item["media_id"]) for item in self.table.get_many(wanted)}

    def claim(self, resource: MediaResource, predecessor: UUID | None) -> Put:
        """Fails with `MediaMoved` unless the bytes are still nobody's, or the predecessor's."""
        unclaimed = "attribute_not_exists(pk)"
        succeeded = "#media_id = :predecessor"
        return Put(
            {
                **keys.unique(resource.organization_id, Noun.SHA256, resource.sha256)._asdict(),
                "media_id": str(resource.id),
            },
            condition=succeeded if predecessor else unclaimed,
            values={"predecessor": str(predecessor)} if predecessor else {},
            error=MediaMoved(),
        )

    def creation(self, entity: MediaResource) -> Put:
        return Put(self.item(entity), error=MediaMoved())

    def retention(self, resource: MediaResource, count: int, now: str) -> Update:
        """`count` more attachments; what was orphaned is active again."""
        return Update(
            self.key(resource),
            set={"state": str(MediaState.ACTIVE), "updated_at": now},
            add={"refcount": count, "version": 1},
            condition=f"#state IN ({', '.join(f':{state}' for state in ATTACHABLE)})",
            values={str(state): str(state) for state in ATTACHABLE},
            error=MediaMoved(),
        )

    def attachment_key(self, attachment: Attachment) -> Key:
        name = (
            f"{attachment.entity_type}#{attachment.entity_id}"
            f"#{attachment.slot}#{attachment.position:04d}"
        )
        return keys.member(
            attachment.organization_id, Noun.MEDIA, attachment.media_id, Noun.ATTACHMENT, name
        )

    def attaching(self, attachment: Attachment) -> Put:
        """The attachment, in its resource's partition, and by `gsi1` in its entity's."""
        entity = keys.collection(attachment.organization_id, Noun.ATTACHMENT, attachment.entity_id)
        return Put(
            {
                **self.attachment_key(attachment)._asdict(),
                "kind": str(Noun.ATTACHMENT),
                "gsi1pk": entity,
                "gsi1sk": f"{attachment.slot}#{attachment.position:04d}",
                **attachment.model_dump(mode="json"),
                "created_at": iso(attachment.created_at),
            },
            error=MediaMoved(),
        )

    def missing(self, attachments: Iterable[Attachment]) -> list[Attachment]:
        """Those that are not stored yet."""
        wanted = {self.attachment_key(attachment): attachment for attachment in attachments}
        for item in self.table.get_many(wanted):
            del wanted[Key(item["pk"], item["sk"])]
        return list(wanted.values())
