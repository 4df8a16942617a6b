"""Reports of the ledger."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from functions.compute_api.deps import OrganizationId, demand_admin_token, get_cost_service
from shared.compute.billing.costs import CostQuery, CostService
from shared.compute.contract.costs import CostReport
from shared.compute.contract.errors import BAD_PERIOD
from shared.core.errors import BAD_CURSOR
from shared.web.problems import problems

router = APIRouter(prefix="/costs", tags=["costs"], dependencies=[Depends(demand_admin_token)])

Costs = Annotated[CostService, Depends(get_cost_service)]


@router.get("", responses=problems(BAD_PERIOD, BAD_CURSOR))
def get_costs(
    query: Annotated[CostQuery, Query()], organization_id: OrganizationId, costs: Costs
) -> CostReport:
    """Report the ledger of a period.

    The answer has totals and groups; the lines are paged.
    """
    return costs.report(organization_id, query)
