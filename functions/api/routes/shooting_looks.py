"""Looks of a shooting: products, subject, style, guidelines and shot types."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_shooting_look_service
from shared.aws.errors import VERSION_CONFLICT
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.errors import UNKNOWN_ENTRIES
from shared.products.errors import PRODUCT_NOT_FOUND
from shared.shooting.errors import LOOK_NOT_FOUND, SHOOTING_ARCHIVED, SHOOTING_NOT_FOUND
from shared.shooting.look_service import ShootingLookService
from shared.shooting.schemas import LookCreate, ShootingLookRead
from shared.web.problems import problems

router = APIRouter(prefix="/shooting-looks", tags=["shooting-looks"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Looks = Annotated[ShootingLookService, Depends(get_shooting_look_service)]
LookId = Annotated[UUID, Path(description="Id of the look.")]
OfShooting = Annotated[
    UUID | None, Query(description="Only looks of this shooting, in the order of their creation.")
]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=problems(
        SHOOTING_NOT_FOUND, SHOOTING_ARCHIVED, VERSION_CONFLICT, PRODUCT_NOT_FOUND, *UNKNOWN_ENTRIES
    ),
)
def create_shooting_look(look_in: LookCreate, caller: Writer, looks: Looks) -> ShootingLookRead:
    """Create a look and a shot for each of its shot types.

    Fields that are not sent have the defaults of the shooting.
    """
    return looks.create(look_in, caller)


@router.get("", responses=problems(SHOOTING_NOT_FOUND))
def list_shooting_looks(
    caller: Reader,
    looks: Looks,
    shooting_id: OfShooting = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[ShootingLookRead]:
    """List the looks of a shooting in the order of their creation.

    Without `shooting_id` the list has all looks, newest first.
    """
    return looks.list(caller, shooting_id=shooting_id, limit=limit, cursor=cursor)


@router.get("/{shooting_look_id}", responses=problems(LOOK_NOT_FOUND))
def get_shooting_look(shooting_look_id: LookId, caller: Reader, looks: Looks) -> ShootingLookRead:
    """Read a look with its shots.

    404 is also the answer for those of another organization.
    """
    return looks.get(shooting_look_id, caller)
