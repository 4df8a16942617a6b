"""What is set aside for a task before it may begin."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from shared.aws.writes import Write
from shared.compute.billing.budgets import Budgets, available
from shared.compute.contract.costs import Budget, Estimate
from shared.compute.contract.tasks import TaskSubmission
from shared.compute.errors import BudgetExceeded, cap_exceeded


@dataclass(frozen=True)
class Hold:
    """`writes` belong into the transaction that creates the task."""

    amount_microusd: int
    writes: tuple[Write, ...] = ()


NO_HOLD = Hold(0)


class Reservations:
    def __init__(self, estimate: Callable[[TaskSubmission], Estimate], budgets: Budgets) -> None:
        self._estimate = estimate
        self._budgets = budgets

    def hold(self, submission: TaskSubmission, task_id: UUID) -> Hold:
        """The most that the task can cost, so that no budget is ever passed.

        BudgetExceeded; Invalid `budget_cap_exceeded`. Without a budget and a cap nothing is
        estimated at all.
        """
        organization_id, cap = submission.organization_id, submission.budget_cap_microusd
        budgets = self._budgets.for_task(organization_id, submission.shooting_id)
        if not budgets and cap is None:
            return NO_HOLD
        needed = self._estimate(submission).max_microusd
        if cap is not None and needed > cap:
            raise cap_exceeded(cap, needed)
        if needed == 0:  # free of charge goes on when the money is gone
            return NO_HOLD
        for budget in budgets:
            _check_room(budget, needed)
        return Hold(
            needed, tuple(self._budgets.hold_writes(organization_id, budgets, task_id, needed))
        )


def _check_room(budget: Budget, needed: int) -> None:
    if available(budget) < needed:
        raise BudgetExceeded(
            budget.scope,
            budget.name,
            limit_microusd=budget.limit_microusd,
            available_microusd=available(budget),
            needed_microusd=needed,
        )
