"""The caller's organization."""

from typing import Annotated

from fastapi import APIRouter, Depends

from functions.api.deps.caller import requires
from functions.api.deps.identity import get_organization_service
from shared.aws.errors import VERSION_CONFLICT
from shared.identity.errors import ORGANIZATION_NOT_FOUND
from shared.identity.organization_service import OrganizationService
from shared.identity.principal import Principal
from shared.identity.schemas import OrganizationRead, OrganizationUpdate
from shared.identity.scopes import Scope
from shared.web.problems import problems

router = APIRouter(prefix="/organizations", tags=["organizations"])

Reader = Annotated[Principal, Depends(requires(Scope.ORGANIZATION_READ))]
Writer = Annotated[Principal, Depends(requires(Scope.ORGANIZATION_WRITE))]
Organizations = Annotated[OrganizationService, Depends(get_organization_service)]


@router.get("/current", responses=problems(ORGANIZATION_NOT_FOUND))
def get_current_organization(caller: Reader, organizations: Organizations) -> OrganizationRead:
    """Read the organization that the access token was issued for."""
    return organizations.current(caller)


@router.patch("/current", responses=problems(ORGANIZATION_NOT_FOUND, VERSION_CONFLICT))
def update_current_organization(
    changes: OrganizationUpdate, caller: Writer, organizations: Organizations
) -> OrganizationRead:
    """Rename the organization.

    The slug stays.
    """
    return organizations.update(changes, caller)
