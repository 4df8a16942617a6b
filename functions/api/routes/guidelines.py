"""Guidelines: a brand's rules that a machine can check."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, status

from functions.api.deps.caller import requires
from functions.api.deps.shooting import get_guideline_service
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit, Page
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.library.entry_service import GuidelineService
from shared.library.errors import GUIDELINE_NOT_FOUND
from shared.library.schemas import GuidelineCreate, GuidelineRead
from shared.web.problems import problems

router = APIRouter(prefix="/guidelines", tags=["guidelines"])

Reader = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.SHOOTINGS_WRITE))]
Guidelines = Annotated[GuidelineService, Depends(get_guideline_service)]
GuidelineId = Annotated[UUID, Path(description="Id of the guideline.")]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_guideline(
    guideline_in: GuidelineCreate, caller: Writer, guidelines: Guidelines
) -> GuidelineRead:
    """Create a guideline of typed rules."""
    return guidelines.create(guideline_in, caller)


@router.get("")
def list_guidelines(
    caller: Reader, guidelines: Guidelines, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[GuidelineRead]:
    """List the guidelines, newest first.

    The list includes those of the starter catalogue.
    """
    return guidelines.list(caller, limit=limit, cursor=cursor)


@router.get("/{guideline_id}", responses=problems(GUIDELINE_NOT_FOUND))
def get_guideline(
    guideline_id: GuidelineId, caller: Reader, guidelines: Guidelines
) -> GuidelineRead:
    """Read a guideline with its rules.

    404 is also the answer for those of another organization.
    """
    return guidelines.get(guideline_id, caller)
