"""Resolves the media inputs of a request to media resources and validated uploads."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shared.core.errors import FieldError, SartiqError
from shared.media.deposits import Deposit
from shared.media.errors import MEDIA_NOT_FOUND, UPLOAD_NOT_FOUND, UPLOAD_NOT_READY, UPLOAD_REJECTED
from shared.media.introspection import SlotInput
from shared.media.models import ATTACHABLE, MediaResource, Origin, Upload, UploadStatus
from shared.media.repository import MediaRepository, UploadRepository

Source = MediaResource | Deposit


class SourceFinder:
    """Reads the media resources and uploads that inputs refer to."""

    def __init__(self, media: MediaRepository, uploads: UploadRepository) -> None:
        self._media = media
        self._uploads = uploads

    def find(self, organization_id: UUID, inputs: Sequence[SlotInput]) -> list[Source]:
        """One source per input, in two batched reads.

        Raises NotFound, Invalid or Conflict for the first input without a usable source, with a
        pointer to it.
        """
        media_ids = [i.input.media_id for i in inputs if i.input.media_id]
        upload_ids = [i.input.upload_id for i in inputs if i.input.upload_id]
        media = self._media.get_many(organization_id, media_ids) if media_ids else {}
        uploads = self._uploads.get_many(organization_id, upload_ids) if upload_ids else {}
        return [_source(wanted, media, uploads) for wanted in inputs]


def _source(
    wanted: SlotInput, media: Mapping[UUID, MediaResource], uploads: Mapping[UUID, Upload]
) -> Source:
    if wanted.input.upload_id:
        return _deposit(uploads.get(wanted.input.upload_id), f"{wanted.pointer}/upload_id")
    resource = media.get(wanted.input.media_id) if wanted.input.media_id else None
    if resource is None or resource.state not in ATTACHABLE:
        raise _at(f"{wanted.pointer}/media_id", MEDIA_NOT_FOUND("Media not found"))
    return resource


def _deposit(upload: Upload | None, pointer: str) -> Deposit:
    if upload is None:
        raise _at(pointer, UPLOAD_NOT_FOUND("Upload not found"))
    if upload.status is UploadStatus.REJECTED and upload.reason:
        raise _at(
            pointer,
            UPLOAD_REJECTED(
                f"{upload.filename} cannot be used: {upload.reason.detail}",
                extra={"reason": upload.reason.model_dump()},
            ),
        )
    if upload.status is not UploadStatus.VALIDATED:
        raise _at(
            pointer,
            UPLOAD_NOT_READY(
                f"{upload.filename} has not been sent or is still being checked; ask "
                f"GET /api/v1/uploads/{upload.id} until it is validated, then repeat this.",
            ),
        )
    return Deposit.model_validate(
        {
            **upload.model_dump(include=set(Deposit.model_fields)),
            "key": upload.pinned_key,
            "origin": Origin.UPLOAD,
            "file_id": upload.id,
        }
    )


def _at(pointer: str, error: SartiqError) -> SartiqError:
    """The error with a finding about the input at `pointer`."""
    error.errors = (FieldError(pointer, error.declared, error.detail),)
    return error
