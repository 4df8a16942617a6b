"""Shot types: the kinds of images that a look may ask for."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_shot_type_service
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.entry_service import ShotTypeService
from shared.library.errors import SHOT_TYPE_NOT_FOUND
from shared.library.schemas import ShotTypeCreate, ShotTypeRead
from shared.web.problems import problems

router = APIRouter(prefix="/shot-types", tags=["shot-types"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
ShotTypes = Annotated[ShotTypeService, Depends(get_shot_type_service)]
ShotTypeId = Annotated[UUID, Path(description="Id of the shot type.")]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_shot_type(
    shot_type_in: ShotTypeCreate, caller: Writer, shot_types: ShotTypes
) -> ShotTypeRead:
    """Create a shot type.

    Its name is used in file names.
    """
    return shot_types.create(shot_type_in, caller)


@router.get("")
def list_shot_types(
    caller: Reader, shot_types: ShotTypes, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[ShotTypeRead]:
    """List the shot types, newest first.

    The list includes those of the starter catalogue.
    """
    return shot_types.list(caller, limit=limit, cursor=cursor)


@router.get("/{shot_type_id}", responses=problems(SHOT_TYPE_NOT_FOUND))
def get_shot_type(shot_type_id: ShotTypeId, caller: Reader, shot_types: ShotTypes) -> ShotTypeRead:
    """Read a shot type.

    404 is also the answer for those of another organization.
    """
    return shot_types.get(shot_type_id, caller)
