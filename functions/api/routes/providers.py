"""The providers behind the generations."""

from typing import Annotated

from fastapi import APIRouter, Depends

from functions.api.deps.caller import requires
from functions.api.deps.generation import get_compute_client
from shared.compute.contract.providers import ProvidersStatus
from shared.compute_client.client import ComputeServerClient
from shared.identity.principal import Principal
from shared.identity.scopes import Scope

router = APIRouter(prefix="/providers", tags=["providers"])

Reader = Annotated[Principal, Depends(requires(Scope.GENERATIONS_READ))]
Compute = Annotated[ComputeServerClient, Depends(get_compute_client)]


@router.get("/status")
def get_providers_status(caller: Reader, compute: Compute) -> ProvidersStatus:
    """Which of them can be asked, what they cost, and how busy they are."""
    return compute.get_providers_status(caller.organization_id)
