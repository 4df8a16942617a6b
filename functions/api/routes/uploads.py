"""Presigned uploads: announce a file, then ask whether it was accepted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from functions.api.deps.caller import requires
from functions.api.deps.media import get_upload_service
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.media.schemas import PresignedUpload, PresignRequest, UploadRead
from shared.media.uploads import UploadService

router = APIRouter(prefix="/uploads", tags=["uploads"])

Uploader = Annotated[Principal, Depends(requires(Scope.UPLOADS_WRITE))]
Uploads = Annotated[UploadService, Depends(get_upload_service)]


@router.post("/presign", status_code=status.HTTP_201_CREATED)
def presign_upload(request: PresignRequest, caller: Uploader, uploads: Uploads) -> PresignedUpload:
    """A form that sends one image straight to storage; good for 15 minutes."""
    return uploads.presign(request, caller)


@router.get("/{file_id}")
def get_upload(file_id: UUID, caller: Uploader, uploads: Uploads) -> UploadRead:
    """Whether the file was accepted, and if not, the reason."""
    return uploads.get(file_id, caller)
