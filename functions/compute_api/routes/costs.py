"""What was spent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from functions.compute_api.deps import OrganizationId, demand_admin_token, get_cost_service
from shared.compute.billing.costs import CostQuery, CostService
from shared.compute.contract.costs import CostReport

router = APIRouter(prefix="/costs", tags=["costs"], dependencies=[Depends(demand_admin_token)])

Costs = Annotated[CostService, Depends(get_cost_service)]


@router.get("")
def get_costs(
    query: Annotated[CostQuery, Query()], organization_id: OrganizationId, costs: Costs
) -> CostReport:
    """The ledger of a period: totals, groups, and the lines page by page."""
    return costs.report(organization_id, query)
