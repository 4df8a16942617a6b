"""Styles: the set, its colours and its light."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_style_service
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.errors import STYLE_NOT_FOUND
from shared.library.schemas import StyleCreate, StyleRead
from shared.library.style_service import StyleService
from shared.media.errors import ATTACHING
from shared.web.problems import problems

router = APIRouter(prefix="/styles", tags=["styles"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Styles = Annotated[StyleService, Depends(get_style_service)]
StyleId = Annotated[UUID, Path(description="Id of the style.")]


@router.post("", status_code=status.HTTP_201_CREATED, responses=problems(*ATTACHING))
def create_style(style_in: StyleCreate, caller: Writer, styles: Styles) -> StyleRead:
    """Create a style with its reference images."""
    return styles.create(style_in, caller)


@router.get("")
def list_styles(
    caller: Reader, styles: Styles, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[StyleRead]:
    """List the styles, newest first.

    The list includes those of the starter catalogue.
    """
    return styles.list(caller, limit=limit, cursor=cursor)


@router.get("/{style_id}", responses=problems(STYLE_NOT_FOUND))
def get_style(style_id: StyleId, caller: Reader, styles: Styles) -> StyleRead:
    """Read a style with its reference images.

    404 is also the answer for those of another organization.
    """
    return styles.get(style_id, caller)
