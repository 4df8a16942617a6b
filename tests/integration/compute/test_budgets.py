"""Budgets: nothing begins that has no room, and nothing is held or booked twice."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shared.aws.table import ConditionFailed, Table
from shared.compute.billing.budgets import Budgets, available
from shared.compute.contract.costs import Budget, BudgetScope
from shared.compute.errors import BudgetExceeded
from shared.core.errors import Invalid
from shared.core.ids import new_id
from tests.scenes.compute_scene import NOW, ORG, OTHER_ORG

SHOOTING = UUID(int=0x5)
ALL, FAL = (BudgetScope.ORGANIZATION, "all"), (BudgetScope.PROVIDER, "fal")

pytestmark = pytest.mark.usefixtures("no_stream")


def job(number: int) -> UUID:
    return UUID(int=number)


def budget_of(budgets: Budgets, scope: BudgetScope, name: str) -> Budget:
    found = budgets.find(ORG, scope, name)
    assert found is not None
    return found


def test_budget_is_made_and_changed(budgets: Budgets) -> None:
    budgets.set_limit(ORG, *ALL, 100)
    budgets.hold_provider(ORG, "fal", job(1), 1)
    assert budgets.set_limit(ORG, *ALL, 40).limit_microusd == 40
    assert budgets.every(ORG).items == (
        Budget(scope=BudgetScope.ORGANIZATION, name="all", limit_microusd=40),
    )
    assert budgets.every(OTHER_ORG).items == ()


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        (BudgetScope.ORGANIZATION, "everything"),
        (BudgetScope.SHOOTING, "spring"),
        (BudgetScope.PROVIDER, "fal#1"),
        (BudgetScope.PROVIDER, ""),
    ],
)
def test_bad_name_is_refused(budgets: Budgets, scope: BudgetScope, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        budgets.set_limit(ORG, scope, name, 1)
    assert refused.value.code == "bad_budget_name"


def test_shooting_id_has_one_form(budgets: Budgets) -> None:
    budgets.set_limit(ORG, BudgetScope.SHOOTING, SHOOTING.hex.upper(), 5)
    assert [budget.name for budget in budgets.for_task(ORG, SHOOTING)] == [str(SHOOTING)]


def test_no_budget_is_no_limit(budgets: Budgets) -> None:
    assert budgets.allows(ORG, "fal")
    assert budgets.hold_provider(ORG, "fal", job(1), 10**9)
    budgets.settle_provider(ORG, "fal", job(1), 10**9)
    assert budgets.every(ORG).items == ()


def test_provider_without_room_is_not_allowed(budgets: Budgets) -> None:
    budgets.set_limit(ORG, *FAL, 100)
    assert budgets.hold_provider(ORG, "fal", job(1), 100)
    assert not budgets.allows(ORG, "fal")
    assert not budgets.hold_provider(ORG, "fal", job(2), 1)
    budgets.settle_provider(ORG, "fal", job(1), 0)
    assert budgets.allows(ORG, "fal")


def test_repeated_hold_and_settlement_count_once(budgets: Budgets) -> None:
    budgets.set_limit(ORG, *FAL, 100)
    for _ in range(2):
        assert budgets.hold_provider(ORG, "fal", job(1), 60)
    assert budget_of(budgets, *FAL).held_microusd == 60
    for _ in range(2):
        budgets.settle_provider(ORG, "fal", job(1), 50)
    assert budgets.hold_provider(ORG, "fal", job(1), 60)  # the message came once more
    after = budget_of(budgets, *FAL)
    assert (after.spent_microusd, after.held_microusd, available(after)) == (50, 0, 50)


def test_lowered_limit_stops_what_is_new(budgets: Budgets) -> None:
    budgets.set_limit(ORG, *FAL, 100)
    budgets.hold_provider(ORG, "fal", job(1), 80)
    budgets.set_limit(ORG, *FAL, 50)
    assert not budgets.allows(ORG, "fal")
    budgets.settle_provider(ORG, "fal", job(1), 80)
    assert available(budget_of(budgets, *FAL)) == -30
    budgets.set_limit(ORG, *FAL, 90)
    assert budgets.hold_provider(ORG, "fal", job(2), 10)
    assert not budgets.hold_provider(ORG, "fal", job(3), 1)


def test_task_holds_all_or_nothing(budgets: Budgets, compute_table: Table) -> None:
    budgets.set_limit(ORG, *ALL, 1000)
    budgets.set_limit(ORG, BudgetScope.SHOOTING, str(SHOOTING), 10)
    both = budgets.for_task(ORG, SHOOTING)
    with pytest.raises(BudgetExceeded) as refused:
        compute_table.transact(budgets.hold_writes(ORG, both, job(1), 11))
    assert refused.value.extra == {
        "scope": "shooting",
        "name": str(SHOOTING),
        "limit_microusd": 10,
        "available_microusd": 10,
        "needed_microusd": 11,
    }
    assert all(budget.held_microusd == 0 for budget in budgets.for_task(ORG, SHOOTING))


def test_budget_made_meanwhile_returns_nothing(budgets: Budgets, compute_table: Table) -> None:
    budgets.set_limit(ORG, *ALL, 100)
    compute_table.transact(budgets.hold_writes(ORG, budgets.for_task(ORG, None), job(1), 60))
    budgets.set_limit(ORG, BudgetScope.SHOOTING, str(SHOOTING), 100)
    compute_table.transact(budgets.settlement_writes(ORG, SHOOTING, job(1), 20))
    for budget in budgets.for_task(ORG, SHOOTING):
        assert (budget.spent_microusd, budget.held_microusd) == (20, 0)


def test_settlements_at_once_count_once(budgets: Budgets, compute_table: Table) -> None:
    """Both have read the hold before the first of them writes."""
    budgets.set_limit(ORG, *ALL, 100)
    compute_table.transact(budgets.hold_writes(ORG, budgets.for_task(ORG, None), job(1), 60))
    first, second = (budgets.settlement_writes(ORG, None, job(1), 20) for _ in range(2))
    compute_table.transact(first)
    with pytest.raises(ConditionFailed):
        compute_table.transact(second)
    after = budget_of(budgets, *ALL)
    assert (after.spent_microusd, after.held_microusd) == (20, 0)


def test_limits_set_at_once_agree(budgets: Budgets, compute_table: Table) -> None:
    """Somebody changes the limit between reading and writing."""

    class Overtaken(Budgets):
        raced = False

        def _set(self, organization_id: UUID, scope: BudgetScope, name: str, limit: int) -> Budget:
            if not self.raced:
                self.raced = True
                budgets.set_limit(organization_id, scope, name, 70)
                raise ConditionFailed
            return super()._set(organization_id, scope, name, limit)

    Overtaken(compute_table, lambda: NOW).set_limit(ORG, *FAL, 30)
    after = budget_of(budgets, *FAL)
    assert (after.limit_microusd, budgets.hold_provider(ORG, "fal", job(1), 31)) == (30, False)


@given(
    limit=st.integers(0, 60),
    amounts=st.lists(st.integers(0, 30), min_size=2, max_size=5),
    data=st.data(),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tasks_that_begin_at_once_never_pass_the_limit(
    compute_table: Table, limit: int, amounts: list[int], data: st.DataObject
) -> None:
    """All have read the budget before the first of them writes."""
    budgets, organization = Budgets(compute_table, lambda: NOW), new_id()
    budgets.set_limit(organization, *ALL, limit)
    read = budgets.for_task(organization, None)
    held = 0
    for number in data.draw(st.permutations(range(len(amounts)))):
        writes = budgets.hold_writes(organization, read, job(number), amounts[number])
        try:
            compute_table.transact(writes)
        except BudgetExceeded:
            assert held + amounts[number] > limit
        else:
            held += amounts[number]
    (after,) = budgets.for_task(organization, None)
    assert (after.held_microusd, available(after)) == (held, limit - held)
    assert held <= limit


class BudgetMachine(RuleBasedStateMachine):
    """Holds, settlements and new limits in any order, each as often as a queue may repeat it.

    The model is a dictionary of holds; the real thing is asked after every step.
    """

    def __init__(self, budgets: Budgets) -> None:
        super().__init__()
        self.budgets, self.organization = budgets, new_id()
        self.limit, self.spent = 30, 0
        self.held: dict[int, int] = {}
        self.seen: set[int] = set()
        budgets.set_limit(self.organization, *FAL, self.limit)

    @property
    def room(self) -> int:
        return self.limit - self.spent - sum(self.held.values())

    @rule(number=st.integers(0, 6), amount=st.integers(0, 20))
    def hold(self, number: int, amount: int) -> None:
        known, fits = number in self.seen, self.room >= amount
        got = self.budgets.hold_provider(self.organization, "fal", job(number), amount)
        assert got is (known or fits)
        if fits and not known:
            self.held[number] = amount
            self.seen.add(number)

    @rule(number=st.integers(0, 6), share=st.floats(0, 1))
    def settle(self, number: int, share: float) -> None:
        actual = round(self.held.get(number, 0) * share)
        self.budgets.settle_provider(self.organization, "fal", job(number), actual)
        if self.held.pop(number, None) is not None:
            self.spent += actual

    @rule(more=st.integers(0, 30))
    def raise_limit(self, more: int) -> None:
        self.limit += more
        self.budgets.set_limit(self.organization, *FAL, self.limit)

    @invariant()
    def books_agree(self) -> None:
        budget = self.budgets.find(self.organization, *FAL)
        assert budget is not None
        assert budget.limit_microusd == self.limit
        assert budget.spent_microusd == self.spent
        assert budget.held_microusd == sum(self.held.values())
        assert available(budget) == self.room >= 0
        assert self.budgets.allows(self.organization, "fal") is (self.room > 0)


def test_books_agree_in_any_order(budgets: Budgets) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: BudgetMachine(budgets),
        settings=settings(max_examples=20, stateful_step_count=12, deadline=None),
    )
