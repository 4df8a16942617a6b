"""The providers behind the generations."""

from typing import Annotated

from fastapi import APIRouter, Depends

from functions.api.deps.caller import requires
from functions.api.deps.generation import get_compute_client
from shared.compute.contract.providers import ProvidersStatus
from shared.compute_client.client import ComputeServerClient
from shared.compute_client.errors import ASKING
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.web.problems import problems

router = APIRouter(prefix="/providers", tags=["providers"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Compute = Annotated[ComputeServerClient, Depends(get_compute_client)]


@router.get("/status", responses=problems(*ASKING))
def get_providers_status(caller: Reader, compute: Compute) -> ProvidersStatus:
    """Read the state of the providers.

    Each has its availability, prices and load.
    """
    return compute.get_providers_status(caller.organization_id)
