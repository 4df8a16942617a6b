"""The gallery: images to review, with their shot, shooting and product."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from functions.api.deps.caller import requires
from functions.api.deps.review import get_gallery_service
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.review.gallery_service import GalleryFilter, GalleryService
from shared.review.period import Day, first_moment, moment_after
from shared.review.schemas import GalleryItem, ImageState
from shared.shooting.errors import SHOOTING_NOT_FOUND
from shared.web.problems import problems

router = APIRouter(prefix="/gallery", tags=["gallery"])

Reader = Annotated[Principal, Depends(requires(Scope.REVIEWS_READ))]
Gallery = Annotated[GalleryService, Depends(get_gallery_service)]
ShootingId = Annotated[UUID | None, Query(description="Only images of this shooting.")]
State = Annotated[ImageState | None, Query(description="Only images in this state.")]
ShotTypeId = Annotated[UUID | None, Query(description="Only images of this shot type.")]
From = Annotated[
    Day | None,
    Query(description="Only images made at or after this time; a date means its start in UTC."),
]
To = Annotated[
    Day | None,
    Query(description="Only images made before this time; a date includes all of that day in UTC."),
]


@router.get("", responses=problems(SHOOTING_NOT_FOUND))
def list_gallery(
    caller: Reader,
    gallery: Gallery,
    shooting_id: ShootingId = None,
    status: State = None,
    shot_type_id: ShotTypeId = None,
    date_from: From = None,
    date_to: To = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[GalleryItem]:
    """List the images with their shot, shooting and product, newest first.

    A plain date as `date_to` includes the whole of that day, in UTC. A page may have fewer items
    than `limit` and still have a `next_cursor`.
    """
    wanted = GalleryFilter(
        shooting_id=shooting_id,
        state=status,
        shot_type_id=shot_type_id,
        start=first_moment(date_from),
        end=moment_after(date_to),
    )
    return gallery.list(caller, wanted, limit=limit, cursor=cursor)
