"""Shootings: content production sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_shooting_service
from shared.aws.errors import VERSION_CONFLICT
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.errors import UNKNOWN_ENTRIES
from shared.shooting.errors import SHOOTING_NOT_FOUND, SHOOTING_TRANSITION_REFUSED
from shared.shooting.schemas import ShootingCreate, ShootingRead, ShootingUpdate
from shared.shooting.service import ShootingService
from shared.shooting.vocabulary import ShootingStatus
from shared.web.problems import problems

router = APIRouter(prefix="/shootings", tags=["shootings"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Shootings = Annotated[ShootingService, Depends(get_shooting_service)]
ShootingId = Annotated[UUID, Path(description="Id of the shooting.")]
InStatus = Annotated[ShootingStatus | None, Query(description="Only shootings in this status.")]


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(*UNKNOWN_ENTRIES))
def create_shooting(
    shooting_in: ShootingCreate, caller: Writer, shootings: Shootings
) -> ShootingRead:
    """Create a shooting.

    It is a draft until its first look.
    """
    return shootings.create(shooting_in, caller)


@router.get("")
def list_shootings(
    caller: Reader,
    shootings: Shootings,
    status: InStatus = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[ShootingRead]:
    """List the shootings, newest first.

    `status` restricts the list to one status.
    """
    return shootings.list(caller, status=status, limit=limit, cursor=cursor)


@router.get("/{shooting_id}", responses=problems(SHOOTING_NOT_FOUND))
def get_shooting(shooting_id: ShootingId, caller: Reader, shootings: Shootings) -> ShootingRead:
    """Read a shooting with its status.

    404 is also the answer for those of another organization.
    """
    return shootings.get(shooting_id, caller)


@router.patch(
    "/{shooting_id}",
    responses=problems(
        SHOOTING_NOT_FOUND, SHOOTING_TRANSITION_REFUSED, VERSION_CONFLICT, *UNKNOWN_ENTRIES
    ),
)
def update_shooting(
    shooting_id: ShootingId, changes: ShootingUpdate, caller: Writer, shootings: Shootings
) -> ShootingRead:
    """Change fields of a shooting.

    Fields that are not sent stay as they are. A refused change of the status
    names the allowed ones.
    """
    return shootings.update(shooting_id, changes, caller)
