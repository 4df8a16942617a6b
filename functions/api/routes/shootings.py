"""Shootings: content production sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_shooting_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.shooting.schemas import ShootingCreate, ShootingRead, ShootingUpdate
from shared.shooting.service import ShootingService
from shared.shooting.vocabulary import ShootingStatus

router = APIRouter(prefix="/shootings", tags=["shootings"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Shootings = Annotated[ShootingService, Depends(get_shooting_service)]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_shooting(
    shooting_in: ShootingCreate, caller: Writer, shootings: Shootings
) -> ShootingRead:
    """Create a shooting; it is a draft until its first look."""
    return shootings.create(shooting_in, caller)


@router.get("")
def list_shootings(
    caller: Reader,
    shootings: Shootings,
    status: ShootingStatus | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[ShootingRead]:
    """Shootings, newest first; with `status` only those in it."""
    return shootings.list(caller, status=status, limit=limit, cursor=cursor)


@router.get("/{shooting_id}")
def get_shooting(shooting_id: UUID, caller: Reader, shootings: Shootings) -> ShootingRead:
    """One shooting with its status."""
    return shootings.get(shooting_id, caller)


@router.patch("/{shooting_id}")
def update_shooting(
    shooting_id: UUID, changes: ShootingUpdate, caller: Writer, shootings: Shootings
) -> ShootingRead:
    """Change the fields that are sent; 409 `shooting_transition_refused` names what is allowed."""
    return shootings.update(shooting_id, changes, caller)
