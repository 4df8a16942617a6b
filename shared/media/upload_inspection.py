"""Inspects a new upload that S3 reports, and validates or rejects it."""

from typing import Any

from shared.aws.bucket import Bucket, ObjectMissing
from shared.aws.outbox import put_event
from shared.core.clock import Clock, utc_now
from shared.core.events import PLATFORM, make_event
from shared.core.ids import derived_id, new_id
from shared.core.observability import get_logger
from shared.media.errors import FILE_MISSING, RECEIVED_TOO_LARGE, ImageRejected
from shared.media.image_inspection import inspect_image
from shared.media.models import Upload, UploadReason, UploadStatus
from shared.media.naming import file_id_of, pinned_key
from shared.media.repository import UploadRepository, UploadSettled
from shared.media.schemas import MAX_UPLOAD_BYTES
from shared.media.uploads import too_large


class UploadInspector:
    """Stores the outcome of an inspection, with its event."""

    def __init__(
        self, repository: UploadRepository, bucket: Bucket, clock: Clock = utc_now
    ) -> None:
        self._uploads = repository
        self._bucket = bucket
        self._clock = clock

    def inspect(self, key: str) -> None:
        """Validate or reject the upload under `key`. Idempotent: the outcome is final.

        Ignores keys of unknown uploads and uploads that are not pending.
        """
        upload = self._pending(key)
        if upload is None:
            get_logger("media").info("nothing to inspect", key=key)
            return
        try:
            outcome = self._validation(upload)
        except ImageRejected as rejected:
            reason = UploadReason(code=rejected.code, detail=rejected.detail)
            outcome = {"status": UploadStatus.REJECTED, "reason": reason}
        try:
            self._settle(upload.model_copy(update=outcome))
        except UploadSettled:
            get_logger("media").info("settled by another delivery", file_id=str(upload.id))

    def _pending(self, key: str) -> Upload | None:
        file_id = file_id_of(key)
        upload = self._uploads.of_file(file_id) if file_id else None
        if upload is None or upload.key != key or upload.status is not UploadStatus.PENDING:
            return None
        return upload

    def _validation(self, upload: Upload) -> dict[str, Any]:
        """The new fields of a valid upload, measured on the pinned copy. Raises ImageRejected.

        The form could replace the uploaded object meanwhile, but not the copy.
        """
        pin = pinned_key(new_id())
        try:
            size = self._bucket.size(upload.key)
            if size > MAX_UPLOAD_BYTES:
                raise RECEIVED_TOO_LARGE(too_large(size))
            self._bucket.copy(upload.key, pin, content_type=upload.content_type)
            body = self._bucket.read(pin)
        except ObjectMissing as missing:
            raise FILE_MISSING(
                "The file was removed before it could be checked; send it again."
            ) from missing
        facts = inspect_image(body)
        return {"status": UploadStatus.VALIDATED, "pinned_key": pin, **facts.model_dump()}

    def _settle(self, upload: Upload) -> None:
        now = self._clock()
        settled = upload.model_copy(update={"updated_at": now, "version": upload.version + 1})
        event = make_event(
            f"upload.{settled.status}",
            source=PLATFORM,
            organization_id=settled.organization_id,
            actor="system:inspect_upload",
            data=_event_data(settled),
            id=derived_id("upload settled", settled.id),
            clock=lambda: now,
        )
        self._uploads.commit(self._uploads.settlement(settled), put_event(event, once=True))


def _event_data(upload: Upload) -> dict[str, Any]:
    file_id = {"file_id": str(upload.id)}
    if upload.reason:
        return {**file_id, **upload.reason.model_dump()}
    return {**file_id, **upload.model_dump(include={"sha256", "mime", "width", "height", "bytes"})}
