"""Budgets and costs."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import ComputePart

if TYPE_CHECKING:
    from shared.compute.billing.budgets import Budgets
    from shared.compute.billing.costs import CostService
    from shared.compute.billing.ledger import Ledger


class BillingWiring(ComputePart):
    @cached_property
    def budgets(self) -> "Budgets":
        from shared.compute.billing.budgets import Budgets

        return Budgets(self.table, self.clock)

    @cached_property
    def ledger(self) -> "Ledger":
        from shared.compute.billing.ledger import Ledger

        return Ledger(self.table)

    @cached_property
    def costs(self) -> "CostService":
        from shared.compute.billing.costs import CostService

        return CostService(self.ledger, self.clock)
