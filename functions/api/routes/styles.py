"""Styles: the set, its colours and its light."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_style_service
from shared.core.paging import DEFAULT_LIMIT, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.schemas import StyleCreate, StyleRead
from shared.library.style_service import StyleService

router = APIRouter(prefix="/styles", tags=["styles"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Styles = Annotated[StyleService, Depends(get_style_service)]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_style(style_in: StyleCreate, caller: Writer, styles: Styles) -> StyleRead:
    """Create a style with its reference pictures."""
    return styles.create(style_in, caller)


@router.get("")
def list_styles(
    caller: Reader, styles: Styles, limit: Limit = DEFAULT_LIMIT, cursor: str | None = None
) -> Page[StyleRead]:
    """The organization's styles, those of the starter catalogue included."""
    return styles.list(caller, limit=limit, cursor=cursor)


@router.get("/{style_id}")
def get_style(style_id: UUID, caller: Reader, styles: Styles) -> StyleRead:
    """One style with its reference pictures."""
    return styles.get(style_id, caller)
