"""Costs and budgets of generations."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, StringConstraints

from functions.api.deps.caller import requires
from functions.api.deps.generation import get_budget_service, get_compute_client
from shared.compute.contract.costs import (
    Budget,
    BudgetList,
    BudgetScope,
    BudgetSet,
    CostReport,
    GroupBy,
)
from shared.compute.contract.errors import BAD_BUDGET_NAME, BAD_PERIOD
from shared.compute_client.client import ComputeServerClient
from shared.compute_client.errors import ASKING
from shared.core.errors import BAD_CURSOR
from shared.core.model import Model
from shared.core.paging import DEFAULT_LIMIT, Cursor, Limit
from shared.generation.budget_service import BudgetService
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.shooting.errors import SHOOTING_NOT_FOUND
from shared.web.problems import problems

router = APIRouter(prefix="/costs", tags=["costs"])

Reader = Annotated[Principal, Depends(requires(Scope.COSTS_READ))]
Ruler = Annotated[Principal, Depends(requires(Scope.BUDGETS_WRITE))]
Compute = Annotated[ComputeServerClient, Depends(get_compute_client)]
Budgets = Annotated[BudgetService, Depends(get_budget_service)]
# The name becomes part of a path, so its characters are restricted.
BudgetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
ScopePath = Annotated[BudgetScope, Path(description="The kind of the budget.")]
NamePath = Annotated[
    BudgetName, Path(description="`all`, the id of a shooting, or the name of a provider.")
]


class CostQuery(Model):
    start: datetime | None = Field(
        default=None, description="Start of the period, with a time zone; by default 30 days ago."
    )
    end: datetime | None = Field(
        default=None, description="End of the period, with a time zone; by default now."
    )
    shooting_id: UUID | None = Field(default=None, description="Only entries of this shooting.")
    generation_id: UUID | None = Field(default=None, description="Only entries of this generation.")
    provider: BudgetName | None = Field(default=None, description="Only entries of this provider.")
    group_by: GroupBy | None = Field(
        default=None, description="Property by which the totals are grouped."
    )
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor = None


@router.get("", responses=problems(BAD_PERIOD, *ASKING, BAD_CURSOR))
def get_costs(query: Annotated[CostQuery, Query()], caller: Reader, compute: Compute) -> CostReport:
    """Report the charges and refunds of a period.

    The answer has totals, groups and single lines, newest first.
    """
    asked = query.model_dump(mode="json", exclude_none=True)
    return compute.get_costs(
        caller.organization_id, {name: str(value) for name, value in asked.items()}
    )


@router.get("/budgets", responses=problems(*ASKING))
def list_budgets(caller: Reader, budgets: Budgets) -> BudgetList:
    """List the budgets with the amounts spent and held."""
    return budgets.list(caller)


@router.put(
    "/budgets/{scope}/{name}", responses=problems(BAD_BUDGET_NAME, SHOOTING_NOT_FOUND, *ASKING)
)
def set_budget(
    scope: ScopePath, name: NamePath, budget_in: BudgetSet, caller: Ruler, budgets: Budgets
) -> Budget:
    """Set the limit of a budget.

    The path is `organization/all`, `shooting/{shooting_id}` or `provider/{name}`.
    """
    return budgets.set(scope, name, budget_in, caller)
