"""What generations cost, and how much they may."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

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
from shared.core.paging import DEFAULT_LIMIT, Limit
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
# It becomes part of an address.
BudgetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class CostQuery(Model):
    start: datetime | None = None
    end: datetime | None = None
    shooting_id: UUID | None = None
    generation_id: UUID | None = None
    provider: BudgetName | None = None
    group_by: GroupBy | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = None


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
    scope: BudgetScope, name: BudgetName, budget_in: BudgetSet, caller: Ruler, budgets: Budgets
) -> Budget:
    """Set the limit of a budget.

    The path is `organization/all`, `shooting/{shooting_id}` or `provider/{name}`.
    """
    return budgets.set(scope, name, budget_in, caller)
