"""A task is taken in once, however often and however brokenly it is submitted."""

from typing import Any
from uuid import UUID

import pytest

from shared.aws.table import Table
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.reservations import Reservations
from shared.compute.contract.costs import BudgetScope
from shared.compute.contract.tasks import Node, NodeStatus, Priority, TaskStatus
from shared.compute.errors import BudgetExceeded, TaskExists
from shared.compute.tasks import repository as stored
from shared.compute.tasks.estimate import EstimateService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService, task_id_of
from shared.compute.tasks.task_completion import TaskCompletionService
from shared.core.errors import Invalid, NotFound
from tests.scenes.compute_scene import (
    NOW,
    ORG,
    OTHER_ORG,
    RecordingWorkflows,
    events_of,
    images,
    state_of,
    submission,
    task_end,
)


def wide_graph(count: int) -> tuple[Node, ...]:
    return tuple(
        Node(id=f"prepare_{i}", type="prepare", params={"source_key": "media/1/file.jpg"})
        for i in range(count)
    )


class Died(Exception):
    """The function ended here."""


class DyingTable(Table):
    """Dies instead of the n-th transaction."""

    def __init__(self, name: str, dies_at: int) -> None:
        super().__init__(name)
        self.left = dies_at

    def transact(self, writes: Any) -> None:
        self.left -= 1
        if self.left == 0:
            raise Died
        super().transact(writes)


def test_task_is_stored_and_started(
    submissions: SubmissionService, repository: TaskRepository, workflows: RecordingWorkflows
) -> None:
    accepted = submissions.submit(submission(), ORG)
    state = state_of(repository, accepted.task_id)
    assert accepted.status is TaskStatus.QUEUED
    assert state.nodes[0].id == "prepare"
    assert {node.id: node.blocked_by for node in state.nodes} == {
        "prepare": 0, "generate_0": 1, "generate_1": 1, "score_0": 2, "score_1": 2,
    }  # fmt: skip
    assert [(machine, name) for machine, name, _ in workflows.started] == [
        ("machine-arn", str(accepted.task_id))
    ]


def test_execution_input_is_in_order(
    submissions: SubmissionService, workflows: RecordingWorkflows
) -> None:
    backwards = tuple(reversed(images(1)))
    accepted = submissions.submit(submission(backwards, priority=Priority.HIGH), ORG)
    (_, _, sent) = workflows.started[0]
    assert sent["organization_id"] == str(ORG)
    assert (sent["task_id"], sent["priority"]) == (str(accepted.task_id), "high-priority")
    assert [(n["id"], n["type"], n["kind"], sorted(n["needs"])) for n in sent["nodes"]] == [
        ("prepare", "prepare", "provider", []),
        ("generate_0", "generate", "provider", ["prepare"]),
        ("score_0", "score", "local", ["generate_0", "prepare"]),
    ]
    assert sent["nodes"][0]["key"] == {
        "pk": f"ORG#{ORG}#TASK#{accepted.task_id}",
        "sk": "NODE#prepare",
    }


def test_queued_event_is_written_once(submissions: SubmissionService, compute_table: Table) -> None:
    for _ in range(3):
        submissions.submit(submission(), ORG)
    (event,) = events_of(compute_table)
    assert (event.type, event.source, event.actor) == ("task.queued", "sartiq.compute", "user:olga")
    assert event.correlation_id == "correlation"
    assert event.data["nodes_total"] == 5


def test_repeat_resets_nothing(
    submissions: SubmissionService, repository: TaskRepository, workflows: RecordingWorkflows
) -> None:
    task_id = submissions.submit(submission(), ORG).task_id
    repository.begin(state_of(repository, task_id).node("prepare"), NOW)
    again = submissions.submit(submission(), ORG)
    assert again.task_id == task_id
    assert state_of(repository, task_id).node("prepare").status is NodeStatus.RUNNING
    assert workflows.started[0] == workflows.started[1]


def test_other_graph_is_a_conflict(submissions: SubmissionService) -> None:
    submissions.submit(submission(images(2)), ORG)
    with pytest.raises(TaskExists):
        submissions.submit(submission(images(3)), ORG)


def test_finished_task_is_not_started(
    submissions: SubmissionService,
    task_completion: TaskCompletionService,
    workflows: RecordingWorkflows,
) -> None:
    task_id = submissions.submit(submission(), ORG).task_id
    task_completion.complete(task_end(task_id))
    assert submissions.submit(submission(), ORG).status is TaskStatus.FAILED
    assert len(workflows.started) == 1


def test_large_graph_takes_two_transactions(
    submissions: SubmissionService, repository: TaskRepository
) -> None:
    task_id = submissions.submit(submission(wide_graph(99)), ORG).task_id
    assert len(state_of(repository, task_id).nodes) == 99


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_death_midway_is_made_good(
    dies_at: int,
    compute_table: Table,
    repository: TaskRepository,
    workflows: RecordingWorkflows,
    reservations: Reservations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "_CHUNK", 2)
    wanted = submission(wide_graph(5))
    task_id = task_id_of(wanted.generation_id)
    dying = TaskRepository(DyingTable("compute", dies_at))
    with pytest.raises(Died):
        SubmissionService(dying, workflows, "machine", reservations).submit(wanted, ORG)
    assert not workflows.started
    SubmissionService(repository, workflows, "machine", reservations).submit(wanted, ORG)
    assert len(state_of(repository, task_id).nodes) == 5
    assert len(workflows.started) == 1
    assert len(events_of(compute_table)) == 1


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        ((Node(id="x", type="hologram"),), "unknown_node_type"),
        ((Node(id="a", type="prepare", params={}),), "invalid_params"),
        ((*images(1), images(1)[0]), "duplicate_node"),
        (wide_graph(201), "graph_too_large"),
    ],
)
def test_bad_graph_leaves_no_trace(
    nodes: tuple[Node, ...],
    code: str,
    submissions: SubmissionService,
    repository: TaskRepository,
    compute_table: Table,
    workflows: RecordingWorkflows,
) -> None:
    wanted = submission(nodes)
    with pytest.raises(Invalid) as refused:
        submissions.submit(wanted, ORG)
    assert refused.value.code == code
    assert not workflows.started
    assert not events_of(compute_table)
    with pytest.raises(NotFound):
        state_of(repository, task_id_of(wanted.generation_id))


def test_foreign_submission_is_refused(submissions: SubmissionService) -> None:
    with pytest.raises(Invalid) as refused:
        submissions.submit(submission(), OTHER_ORG)
    assert refused.value.code == "organization_mismatch"


@pytest.fixture
def small_budget(budgets: Budgets) -> Budgets:
    """Room for one submission of two images, which may cost 16 cents."""
    budgets.set_limit(ORG, BudgetScope.ORGANIZATION, "all", 200_000)
    return budgets


def test_begun_task_holds_its_most(
    submissions: SubmissionService, repository: TaskRepository, small_budget: Budgets
) -> None:
    for _ in range(2):
        task_id = submissions.submit(submission(), ORG).task_id
    assert state_of(repository, task_id).task.held_microusd == 160_000
    (budget,) = small_budget.every(ORG).items
    assert (budget.held_microusd, budget.spent_microusd) == (160_000, 0)


def test_budget_without_room_is_named(
    submissions: SubmissionService,
    repository: TaskRepository,
    workflows: RecordingWorkflows,
    small_budget: Budgets,
) -> None:
    submissions.submit(submission(), ORG)
    with pytest.raises(BudgetExceeded) as refused:
        submissions.submit(submission(generation="second"), ORG)
    assert refused.value.code == "budget_exceeded"
    assert refused.value.extra == {
        "scope": "organization",
        "name": "all",
        "limit_microusd": 200_000,
        "available_microusd": 40_000,
        "needed_microusd": 160_000,
    }
    assert len(workflows.started) == len(repository.open_tasks(ORG)) == 1


def test_lost_race_for_the_last_money_leaves_no_trace(
    estimates: EstimateService,
    repository: TaskRepository,
    workflows: RecordingWorkflows,
    compute_table: Table,
    small_budget: Budgets,
) -> None:
    """Another task takes it between reading and writing."""

    class Overtaken(Budgets):
        def hold_writes(self, *arguments: Any) -> Any:
            made = super().hold_writes(*arguments)
            organization_id, held = arguments[:2]
            compute_table.transact(
                super().hold_writes(organization_id, held, task_id_of(ORG), 100_000)
            )
            return made

    reservations = Reservations(estimates.of_checked, Overtaken(compute_table))
    with pytest.raises(BudgetExceeded):
        SubmissionService(repository, workflows, "machine", reservations).submit(submission(), ORG)
    assert not repository.open_tasks(ORG)
    assert not workflows.started


def test_known_task_needs_no_money(submissions: SubmissionService, small_budget: Budgets) -> None:
    task_id = submissions.submit(submission(), ORG).task_id
    small_budget.set_limit(ORG, BudgetScope.ORGANIZATION, "all", 0)
    assert submissions.submit(submission(cap=1), ORG).task_id == task_id


def test_cap_bounds_the_worst_case(
    submissions: SubmissionService, repository: TaskRepository
) -> None:
    with pytest.raises(Invalid) as refused:
        submissions.submit(submission(cap=159_999), ORG)
    assert refused.value.code == "budget_cap_exceeded"
    assert refused.value.extra == {"cap_microusd": 159_999, "needed_microusd": 160_000}
    submissions.submit(submission(cap=160_000), ORG)
    assert len(repository.open_tasks(ORG)) == 1


def test_free_work_goes_on_without_money(
    submissions: SubmissionService, budgets: Budgets, repository: TaskRepository
) -> None:
    budgets.set_limit(ORG, BudgetScope.ORGANIZATION, "all", 0)
    submissions.submit(submission(wide_graph(200)), ORG)
    assert len(repository.open_tasks(ORG)) == 1


def test_largest_task_holds_two_budgets(
    submissions: SubmissionService, budgets: Budgets, repository: TaskRepository
) -> None:
    shooting = UUID(int=5)
    for scope, name in ((BudgetScope.ORGANIZATION, "all"), (BudgetScope.SHOOTING, str(shooting))):
        budgets.set_limit(ORG, scope, name, 10**9)
    nodes = (*wide_graph(119), *images(40))
    task_id = submissions.submit(submission(nodes, shooting_id=shooting), ORG).task_id
    assert len(state_of(repository, task_id).nodes) == 200
    assert {budget.held_microusd for budget in budgets.every(ORG).items} == {40 * 80_000}
