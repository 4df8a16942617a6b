"""Budgets. Compute stores them; Platform checks that a shooting belongs to the caller."""

from uuid import UUID

from shared.compute.contract.costs import Budget, BudgetList, BudgetScope, BudgetSet
from shared.compute_client.client import ComputeServerClient
from shared.identity.principal import Principal
from shared.shooting.errors import SHOOTING_NOT_FOUND
from shared.shooting.service import ShootingService


class BudgetService:
    def __init__(self, compute: ComputeServerClient, shootings: ShootingService) -> None:
        self._compute = compute
        self._shootings = shootings

    def list(self, principal: Principal) -> BudgetList:
        return self._compute.get_budgets(principal.organization_id)

    def set(
        self, scope: BudgetScope, name: str, budget_in: BudgetSet, principal: Principal
    ) -> Budget:
        """Amounts that are spent or held already count against the new limit."""
        if scope is BudgetScope.SHOOTING:
            self._shootings.get_entity(principal.organization_id, _shooting_id(name))
        return self._compute.set_budget(principal.organization_id, scope, name, budget_in)


def _shooting_id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError as error:
        raise SHOOTING_NOT_FOUND("Shooting not found") from error
