"""Presigned uploads: announce a file, then ask whether it was accepted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, status

from functions.api.deps.caller import requires
from functions.api.deps.media import get_upload_service
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.media.errors import EMPTY_FILE, FILE_TOO_LARGE, UPLOAD_NOT_FOUND
from shared.media.schemas import PresignedUpload, PresignRequest, UploadRead
from shared.media.uploads import UploadService
from shared.web.problems import problems

router = APIRouter(prefix="/uploads", tags=["uploads"])

Uploader = Annotated[Principal, Depends(requires(Scope.UPLOADS_WRITE))]
Uploads = Annotated[UploadService, Depends(get_upload_service)]
FileId = Annotated[UUID, Path(description="The `file_id` of the announced upload.")]


@router.post(
    "/presign", status_code=status.HTTP_201_CREATED, responses=problems(EMPTY_FILE, FILE_TOO_LARGE)
)
def presign_upload(request: PresignRequest, caller: Uploader, uploads: Uploads) -> PresignedUpload:
    """Announce a file and get a form for it.

    The form sends one image to the storage and is valid for 15 minutes.
    """
    return uploads.presign(request, caller)


@router.get("/{file_id}", responses=problems(UPLOAD_NOT_FOUND))
def get_upload(file_id: FileId, caller: Uploader, uploads: Uploads) -> UploadRead:
    """Read whether an uploaded file was accepted.

    A rejected upload has the reason.
    """
    return uploads.get(file_id, caller)
