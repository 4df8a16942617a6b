"""Looks of a shooting: products, subject, style, guidelines and shot types."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_shooting_look_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.shooting.look_service import ShootingLookService
from shared.shooting.schemas import LookCreate, ShootingLookRead

router = APIRouter(prefix="/shooting-looks", tags=["shooting-looks"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Looks = Annotated[ShootingLookService, Depends(get_shooting_look_service)]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_shooting_look(look_in: LookCreate, caller: Writer, looks: Looks) -> ShootingLookRead:
    """Create a look and a shot for each of its shot types."""
    return looks.create(look_in, caller)


@router.get("")
def list_shooting_looks(
    caller: Reader,
    looks: Looks,
    shooting_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page[ShootingLookRead]:
    """The looks of a shooting in order of creation; without `shooting_id` all, newest first."""
    return looks.list(caller, shooting_id=shooting_id, limit=limit, cursor=cursor)


@router.get("/{shooting_look_id}")
def get_shooting_look(shooting_look_id: UUID, caller: Reader, looks: Looks) -> ShootingLookRead:
    """One look with its shots."""
    return looks.get(shooting_look_id, caller)
