"""Announces uploads and reads their state."""

from datetime import timedelta
from uuid import UUID

from shared.aws.bucket import Bucket
from shared.core.clock import Clock, utc_now
from shared.core.ids import new_id
from shared.identity.principal import Principal
from shared.media.errors import EMPTY_FILE, FILE_TOO_LARGE
from shared.media.models import Upload
from shared.media.naming import temp_key
from shared.media.repository import UploadRepository
from shared.media.schemas import MAX_UPLOAD_BYTES, PresignedUpload, PresignRequest, UploadRead

_FORM_LIFETIME = timedelta(minutes=15)


class UploadService:
    """Presigned forms for uploads; their files are checked by `UploadInspector`."""

    def __init__(
        self, repository: UploadRepository, bucket: Bucket, clock: Clock = utc_now
    ) -> None:
        self._uploads = repository
        self._bucket = bucket
        self._clock = clock

    def presign(self, request: PresignRequest, principal: Principal) -> PresignedUpload:
        """Store a pending upload and return a form that sends one file to S3. Not idempotent.

        S3 enforces type and size; the form expires after 15 minutes. Raises Invalid (`empty_file`)
        and TooLarge (`file_too_large`) if the announced size is known and not acceptable.
        """
        if request.bytes == 0:
            raise EMPTY_FILE("The file is empty; choose it again.")
        if request.bytes and request.bytes > MAX_UPLOAD_BYTES:
            raise FILE_TOO_LARGE(too_large(request.bytes))
        now, file_id = self._clock(), new_id()
        upload = Upload(
            id=file_id,
            organization_id=principal.organization_id,
            created_at=now,
            updated_at=now,
            created_by=principal.user_id,
            filename=request.filename,
            content_type=request.content_type,
            key=temp_key(file_id, now, request.filename),
        )
        self._uploads.commit(*self._uploads.announcement(upload))
        form = self._bucket.presign_post(
            upload.key,
            content_type=upload.content_type,
            max_bytes=MAX_UPLOAD_BYTES,
            expires_seconds=int(_FORM_LIFETIME.total_seconds()),
        )
        return PresignedUpload(
            file_id=file_id,
            key=upload.key,
            url=form.url,
            fields=form.fields,
            expires_at=now + _FORM_LIFETIME,
        )

    def get(self, file_id: UUID, principal: Principal) -> UploadRead:
        """Raises NotFound (`upload_not_found`)."""
        upload = self._uploads.get(principal.organization_id, file_id)
        return UploadRead(
            file_id=upload.id,
            **upload.model_dump(include=set(UploadRead.model_fields) - {"file_id"}),
        )


def too_large(size: int) -> str:
    """The detail of the error about a file of `size` bytes."""
    return (
        f"The file has {size / 1e6:.1f} MB; at most {MAX_UPLOAD_BYTES // 1_000_000} MB are "
        "accepted. Export it smaller, or as JPEG or WebP."
    )
