"""State of the providers: availability, load and prices."""

from typing import Annotated

from fastapi import APIRouter, Depends

from functions.compute_api.deps import (
    OrganizationId,
    demand_admin_token,
    get_provider_status_service,
)
from shared.compute.contract.providers import ProvidersStatus
from shared.compute.routing.provider_status import ProviderStatusService

router = APIRouter(
    prefix="/providers", tags=["providers"], dependencies=[Depends(demand_admin_token)]
)

Statuses = Annotated[ProviderStatusService, Depends(get_provider_status_service)]


@router.get("/status")
def get_providers_status(organization_id: OrganizationId, statuses: Statuses) -> ProvidersStatus:
    """Read the state of every provider.

    Each has its availability and the reason against it, its breakers, load and prices.
    """
    return statuses.status(organization_id)
