"""File serving: the API only points to the CDN, no image passes through it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, status
from fastapi.responses import RedirectResponse

from functions.api.deps.caller import requires
from functions.api.deps.media import get_media_service
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.media.errors import MEDIA_NOT_FOUND
from shared.media.service import MediaResourceService
from shared.web.problems import problems

router = APIRouter(prefix="/files", tags=["files"])

Reader = Annotated[Principal, Depends(requires(Scope.PRODUCTS_READ))]
Media = Annotated[MediaResourceService, Depends(get_media_service)]

# The browser of the caller may cache the answer; proxies must not.
_CACHING = {"Cache-Control": "private, max-age=300"}
MediaId = Annotated[UUID, Path(description="Id of the media resource.")]


@router.get(
    "/{media_id}",
    status_code=status.HTTP_302_FOUND,
    response_class=RedirectResponse,
    response_model=None,
    responses=problems(MEDIA_NOT_FOUND),
)
def get_file(media_id: MediaId, caller: Reader, media: Media) -> RedirectResponse:
    """Redirect to an image on the CDN.

    404 is also the answer for those of another organization.
    """
    return RedirectResponse(media.url(media_id, caller), status.HTTP_302_FOUND, _CACHING)
