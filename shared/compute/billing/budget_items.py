"""How budgets and holds stand in the table, and the writes that move money between them. Pure."""

from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.writes import Update, Write
from shared.compute.contract.costs import Budget, BudgetScope
from shared.compute.errors import BudgetExceeded

LIMITS = "LIMIT#"


def hold_update(organization_id: UUID, budget: Budget, amount: int) -> Update:
    return Update(
        limit_key(organization_id, budget.scope, budget.name),
        add={"held_microusd": amount, "available_microusd": -amount},
        condition="#available_microusd >= :amount",
        values={"amount": amount},
        error=BudgetExceeded(
            budget.scope,
            budget.name,
            limit_microusd=budget.limit_microusd,
            available_microusd=available(budget),
            needed_microusd=amount,
        ),
    )


def settlement_writes(organization_id: UUID, hold: Item, actual: int) -> list[Write]:
    scope, name = BudgetScope(hold["scope"]), hold["name"]
    settled = Update(
        Key(hold["pk"], hold["sk"]),
        set={"settled": True},
        condition="#settled = :no",
        values={"no": False},
    )
    return [settled, return_update(organization_id, scope, name, hold["amount_microusd"], actual)]


def return_update(
    organization_id: UUID, scope: BudgetScope, name: str, held: int, actual: int
) -> Update:
    return Update(
        limit_key(organization_id, scope, name),
        add={
            "held_microusd": -held,
            "spent_microusd": actual,
            "available_microusd": held - actual,
        },
    )


def available(budget: Budget) -> int:
    """What may still begin; below zero when more was spent than there was room for."""
    return budget.limit_microusd - budget.spent_microusd - budget.held_microusd


def read_budget(item: Item) -> Budget:
    return Budget.model_validate({name: item[name] for name in Budget.model_fields})


def limit_key(organization_id: UUID, scope: BudgetScope, name: str) -> Key:
    return keys.unique(organization_id, Noun.BUDGET, f"{LIMITS}{scope}#{name}")


def hold_key(organization_id: UUID, scope: BudgetScope, name: str, holder: UUID) -> Key:
    return keys.unique(organization_id, Noun.BUDGET, f"HOLD#{scope}#{name}#{holder}")
