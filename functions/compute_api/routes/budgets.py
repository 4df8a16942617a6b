"""Budgets of the organization, its shootings and its providers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from functions.compute_api.deps import OrganizationId, demand_admin_token, get_budgets
from shared.compute.billing.budgets import Budgets
from shared.compute.contract.costs import Budget, BudgetList, BudgetScope, BudgetSet
from shared.compute.contract.errors import BAD_BUDGET_NAME
from shared.web.problems import problems

router = APIRouter(prefix="/budgets", tags=["costs"], dependencies=[Depends(demand_admin_token)])

AllBudgets = Annotated[Budgets, Depends(get_budgets)]


@router.get("")
def list_budgets(organization_id: OrganizationId, budgets: AllBudgets) -> BudgetList:
    """List all budgets of the organization.

    Spending without a budget has no limit.
    """
    return budgets.every(organization_id)


@router.put("/{scope}/{name}", responses=problems(BAD_BUDGET_NAME))
def set_budget(
    scope: Annotated[BudgetScope, Path(description="The kind of the budget.")],
    name: Annotated[str, Path(description="`all`, the id of a shooting, or a provider.")],
    wanted: BudgetSet,
    organization_id: OrganizationId,
    budgets: AllBudgets,
) -> Budget:
    """Create a budget, or change its limit.

    `name` is `all`, a shooting's id or a provider.
    """
    return budgets.set_limit(organization_id, scope, name, wanted.limit_microusd)
