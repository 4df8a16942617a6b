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

# The lifetime of objects under `temp/`; afterwards the file has to be sent again.
UPLOAD_KEPT = timedelta(hours=24)


class UploadSettled(Conflict):
    """The upload is validated or rejected already; the outcome is final."""

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
        """Create the upload, and the item that leads from its file id to the organization.

        Both expire after 24 hours (TTL).
        """
        owner: Item = {
            **keys.upload_owner(upload.id)._asdict(),
            "organization_id": str(upload.organization_id),
            "expires_at": int((upload.created_at + UPLOAD_KEPT).timestamp()),
        }
        return [self.creation(upload), Put(owner)]

    def settlement(self, upload: Upload) -> Put:
        """Store the outcome of the inspection; fails with UploadSettled unless it is pending."""
        return Put(
            self.item(upload),
            condition="#status = :pending",
            values={"pending": str(UploadStatus.PENDING)},
            error=UploadSettled(),
        )

    def of_file(self, file_id: UUID) -> Upload | None:
        """The upload by its file id alone, for events of S3. Not for requests of callers."""
        owner = self.table.get(keys.upload_owner(file_id))
        return self.find(UUID(owner["organization_id"]), file_id) if owner else None


class MediaRepository(Repository[MediaResource]):
    entity = MediaResource
    noun = Noun.MEDIA
    title = "Media"
    not_found = MEDIA_NOT_FOUND
    exists = MEDIA_EXISTS

    def claims(self, organization_id: UUID, digests: Iterable[str]) -> dict[str, UUID]:
        """The resource that has each SHA-256, or had it last if it is deleted; by SHA-256."""
        wanted = [keys.unique(organization_id, Noun.SHA256, digest) for digest in digests]
        return {item["sk"]: UUID(item["media_id"]) for item in self.table.get_many(wanted)}

    def claim(self, resource: MediaResource, predecessor: UUID | None) -> Put:
        """Claim the SHA-256 for the resource.

        Fails with MediaMoved unless it is unclaimed or claimed by the predecessor.
        """
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
        """Create the record; fails with MediaMoved if it exists."""
        return Put(self.item(entity), error=MediaMoved())

    def retention(self, resource: MediaResource, count: int, now: str) -> Update:
        """Count `count` more attachments; an orphaned resource becomes active.

        Fails with MediaMoved if the resource is missing or being deleted.
        """
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
        """Store an attachment in the partition of its resource; `gsi1` lists those of an entity.

        Fails with MediaMoved if it exists.
        """
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
        """The attachments that are not stored yet."""
        wanted = {self.attachment_key(attachment): attachment for attachment in attachments}
        for item in self.table.get_many(wanted):
            del wanted[Key(item["pk"], item["sk"])]
        return list(wanted.values())
