"""Budgets: what an organization, a shooting or a provider may cost, and what is set aside.

A budget's item carries `available_microusd` = limit - spent - held, because a condition can
compare attributes but not calculate. A hold is an item of its own, named by who holds it (a
task or a job): so holding and settling twice count once. The item stays when it is settled,
or a late repetition would hold again.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pydantic import TypeAdapter

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Put, Update, Write
from shared.compute.billing.budget_items import (
    LIMITS,
    hold_key,
    hold_update,
    limit_key,
    read_budget,
    return_update,
    settlement_writes,
)
from shared.compute.billing.budget_items import available as available
from shared.compute.contract.costs import Budget, BudgetList, BudgetScope
from shared.compute.contract.errors import BAD_BUDGET_NAME, WRITE_CONFLICT
from shared.compute.contract.tasks import ProviderName
from shared.compute.errors import BudgetExceeded
from shared.core.clock import Clock, utc_now

ALL = "all"  # the name of the organization's one budget

# Exceeds the lifetime of every message that can repeat a hold or a settlement.
_HOLDS_KEPT = timedelta(days=90)
_SET_TRIES = 5

_PROVIDER: TypeAdapter[str] = TypeAdapter(ProviderName)


class Budgets:
    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def every(self, organization_id: UUID) -> BudgetList:
        query = Query(keys.partition(organization_id, Noun.BUDGET), prefix=LIMITS)
        return BudgetList(items=tuple(read_budget(item) for item in self._table.every(query)))

    def find(self, organization_id: UUID, scope: BudgetScope, name: str = ALL) -> Budget | None:
        item = self._table.get(limit_key(organization_id, scope, name))
        return read_budget(item) if item else None

    def set_limit(self, organization_id: UUID, scope: BudgetScope, name: str, limit: int) -> Budget:
        """Make the budget or change its limit; what is spent and held stays as it is.

        A limit below what is spent lets nothing more begin. Invalid `bad_budget_name`.
        """
        name = _checked_name(scope, name)
        for _ in range(_SET_TRIES):
            try:
                return self._set(organization_id, scope, name, limit)
            except ConditionFailed:
                continue
        raise WRITE_CONFLICT("Somebody else changed this at the same moment.")

    def _set(self, organization_id: UUID, scope: BudgetScope, name: str, limit: int) -> Budget:
        key = limit_key(organization_id, scope, name)
        before = self._table.get(key)
        if before is None:
            fresh = Budget(scope=scope, name=name, limit_microusd=limit)
            self._table.write(
                Put(
                    {
                        **key._asdict(),
                        "kind": str(Noun.BUDGET),
                        **fresh.model_dump(mode="json"),
                        "available_microusd": limit,
                    }
                )
            )
            return fresh
        raised = limit - before["limit_microusd"]
        update = Update(
            key,
            set={"limit_microusd": limit},
            add={"available_microusd": raised},
            condition="#limit_microusd = :before",
            values={"before": before["limit_microusd"]},
        )
        return read_budget(self._table.update(update))

    # Of tasks: the holds go into the transaction that creates the task, the settlements into
    # the one that ends it.

    def for_task(self, organization_id: UUID, shooting_id: UUID | None) -> tuple[Budget, ...]:
        """Those that a task has to keep to, as far as they exist."""
        wanted = [limit_key(organization_id, BudgetScope.ORGANIZATION, ALL)]
        if shooting_id:
            wanted.append(limit_key(organization_id, BudgetScope.SHOOTING, str(shooting_id)))
        return tuple(read_budget(item) for item in self._table.get_many(wanted))

    def hold_writes(
        self, organization_id: UUID, budgets: Sequence[Budget], holder: UUID, amount: int
    ) -> list[Write]:
        """Two writes per budget. BudgetExceeded when one has no room, in the transaction."""
        return [
            write
            for budget in budgets
            for write in (
                self._hold_put(organization_id, budget, holder, amount),
                hold_update(organization_id, budget, amount),
            )
        ]

    def settlement_writes(
        self, organization_id: UUID, shooting_id: UUID | None, holder: UUID, actual: int
    ) -> list[Write]:
        """Return what was held and book what was spent, at most four writes.

        A budget that was made after the task began has nothing to return. It may go below
        zero here and only here: what has been spent has been spent.
        """
        writes: list[Write] = []
        for budget in self.for_task(organization_id, shooting_id):
            hold = self._table.get(hold_key(organization_id, budget.scope, budget.name, holder))
            if hold is None:
                writes.append(return_update(organization_id, budget.scope, budget.name, 0, actual))
            elif not hold["settled"]:
                writes += settlement_writes(organization_id, hold, actual)
        return writes

    # Of orders at a provider: each has its own transactions.

    def allows(self, organization_id: UUID, provider: str) -> bool:
        """Whether the provider's budget has anything left; without a budget always."""
        item = self._table.get(limit_key(organization_id, BudgetScope.PROVIDER, provider))
        return item is None or item["available_microusd"] > 0

    def hold_provider(
        self, organization_id: UUID, provider: str, job_id: UUID, amount: int
    ) -> bool:
        """Set aside for one order; False when there is no room. Once per job."""
        budget = self.find(organization_id, BudgetScope.PROVIDER, provider)
        if budget is None:
            return True
        try:
            self._table.transact(self.hold_writes(organization_id, [budget], job_id, amount))
        except BudgetExceeded:
            return False
        except ConditionFailed:  # this job holds already
            return True
        return True

    def settle_provider(
        self, organization_id: UUID, provider: str, job_id: UUID, actual: int
    ) -> None:
        """Book what the order cost, 0 for a failed one. Once per job."""
        key = hold_key(organization_id, BudgetScope.PROVIDER, provider, job_id)
        hold = self._table.get(key)
        if hold is None or hold["settled"]:
            return
        try:
            self._table.transact(settlement_writes(organization_id, hold, actual))
        except ConditionFailed:
            return

    def _hold_put(self, organization_id: UUID, budget: Budget, holder: UUID, amount: int) -> Put:
        key = hold_key(organization_id, budget.scope, budget.name, holder)
        return Put(
            {
                **key._asdict(),
                "kind": str(Noun.BUDGET),
                "scope": str(budget.scope),
                "name": budget.name,
                "amount_microusd": amount,
                "settled": False,
                "expires_at": int((self._clock() + _HOLDS_KEPT).timestamp()),
            }
        )


def _checked_name(scope: BudgetScope, name: str) -> str:
    """As it stands in keys: a shooting's id in its one usual form."""
    try:
        match scope:
            case BudgetScope.ORGANIZATION if name == ALL:
                return name
            case BudgetScope.SHOOTING:
                return str(UUID(name))
            case BudgetScope.PROVIDER:
                return _PROVIDER.validate_python(name)
    except ValueError:
        pass
    raise BAD_BUDGET_NAME(
        f'Name the budget "{ALL}" for the organization, else by a shooting\'s id or a provider.',
    )
