"""The end of a task: decided from its nodes, told once, readable afterwards."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.aws.table import Table
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.ledger import Ledger
from shared.compute.contract.costs import BudgetScope
from shared.compute.contract.tasks import NodeStatus, TaskPending, TaskResult, TaskStatus
from shared.compute.records.tasks import StepError
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_completion import TaskCompletionService
from shared.compute.tasks.task_status import TaskReader
from shared.core.errors import NotFound
from tests.scenes.compute_scene import (
    NOW,
    ORG,
    OTHER_ORG,
    bare_task,
    call_of,
    cancellation,
    events_of,
    failure,
    ledger_of,
    skipping,
    submission,
    success,
    task_end,
)

SHOOTING = UUID(int=0x5)
COSTS = {"prepare": 18_000, "generate_0": 40_000, "generate_1": 40_000}
SCORE = {"quality": 0.8, "confidence": 0.6, "checks": {"sharpness": 0.9}}


def image(index: int) -> dict[str, object]:
    return {
        "key": f"compute/generations/t/result_{index}.webp", "mime": "image/webp", "width": 3,
        "height": 4, "bytes": 5, "sha256": "ab" * 32, "seed": 40 + index, "model": "m",
        "provider": "studio",
    }  # fmt: skip


@pytest.fixture
def task_id(submissions: SubmissionService) -> UUID:
    return submissions.submit(submission(), ORG).task_id


@pytest.fixture
def end_nodes(task_id: UUID, node_completion: NodeCompletionService) -> "EndNodes":
    return EndNodes(task_id, node_completion)


class EndNodes:
    """Lets the nodes of two images end; those of the second fail if asked to."""

    def __init__(self, task_id: UUID, node_completion: NodeCompletionService) -> None:
        self._task_id, self._node_completion = task_id, node_completion

    def __call__(self, failing: Iterable[str] = ()) -> None:
        failed = set(failing)
        outputs = {"generate_0": image(0), "generate_1": image(1)}
        for node_id in ("prepare", "generate_0", "generate_1", "score_0", "score_1"):
            if node_id in failed:
                call = failure(self._task_id, node_id)
            elif node_id.replace("score", "generate") in failed or "prepare" in failed:
                call = skipping(self._task_id, node_id)
            elif node_id.startswith("score"):
                call = success(self._task_id, node_id, SCORE)
            else:
                cost = COSTS[node_id]
                call = success(
                    self._task_id, node_id, outputs.get(node_id), provider="fal", cost_microusd=cost
                )
            self._node_completion.complete(call)


def test_everything_done_is_success(
    task_id: UUID,
    end_nodes: EndNodes,
    task_completion: TaskCompletionService,
    reader: TaskReader,
    compute_table: Table,
) -> None:
    end_nodes()
    assert task_completion.complete(task_end(task_id)) is TaskStatus.SUCCEEDED
    result = reader.result(ORG, task_id)
    assert isinstance(result, TaskResult)
    assert [output.index for output in result.outputs] == [0, 1]
    first = result.outputs[0]
    assert (first.quality_score, first.confidence, first.checks) == (0.8, 0.6, {"sharpness": 0.9})
    assert (first.prompt, first.seed, first.duration_ms) == ("image 0", 40, 5)
    assert (result.error, result.timings.completed_at) == (None, NOW)
    (event,) = events_of(compute_table, "task.completed")
    assert event.data == {
        "task_id": str(task_id),
        "generation_id": str(result.generation_id),
        "task_type": "generation",
        "status": "succeeded",
    }


def test_one_failed_image_is_partial(
    task_id: UUID,
    end_nodes: EndNodes,
    task_completion: TaskCompletionService,
    reader: TaskReader,
    compute_table: Table,
) -> None:
    end_nodes(failing=["generate_0"])
    assert task_completion.complete(task_end(task_id)) is TaskStatus.PARTIAL
    result = reader.result(ORG, task_id)
    assert isinstance(result, TaskResult)
    assert [output.index for output in result.outputs] == [1]
    assert result.error is not None
    assert result.error.code == "provider_refused"
    assert events_of(compute_table, "task.completed")[0].data["status"] == "partial"


def test_failed_score_leaves_image_unscored(
    task_id: UUID, end_nodes: EndNodes, task_completion: TaskCompletionService, reader: TaskReader
) -> None:
    end_nodes(failing=["score_1"])
    assert task_completion.complete(task_end(task_id)) is TaskStatus.PARTIAL
    result = reader.result(ORG, task_id)
    assert isinstance(result, TaskResult)
    assert [output.quality_score for output in result.outputs] == [0.8, None]


def test_no_image_is_failure(
    task_id: UUID,
    end_nodes: EndNodes,
    task_completion: TaskCompletionService,
    reader: TaskReader,
    compute_table: Table,
) -> None:
    end_nodes(failing=["prepare"])
    assert task_completion.complete(task_end(task_id)) is TaskStatus.FAILED
    result = reader.result(ORG, task_id)
    assert isinstance(result, TaskResult)
    assert result.outputs == ()
    (event,) = events_of(compute_table, "task.failed")
    assert event.data["error"] == {"code": "provider_refused", "detail": "Not this."}
    assert not events_of(compute_table, "task.completed")


def test_broken_off_run_fails_its_task(
    task_id: UUID, task_completion: TaskCompletionService, compute_table: Table
) -> None:
    broken = StepError(name="States.Runtime", cause="inner workings")
    assert task_completion.complete(task_end(task_id, broken)) is TaskStatus.FAILED
    (event,) = events_of(compute_table, "task.failed")
    assert event.data["error"]["code"] == "internal_error"


def test_second_finish_changes_nothing(
    task_id: UUID, end_nodes: EndNodes, task_completion: TaskCompletionService, compute_table: Table
) -> None:
    end_nodes()
    task_completion.complete(task_end(task_id))
    again = task_completion.complete(task_end(task_id, StepError(name="States.Timeout")))
    assert again is TaskStatus.SUCCEEDED
    assert len(events_of(compute_table, "task.completed")) == 1
    assert not events_of(compute_table, "task.failed")


def test_lost_race_tells_the_winners_status(
    task_id: UUID,
    end_nodes: EndNodes,
    task_completion: TaskCompletionService,
    budgets: Budgets,
    ledger: Ledger,
    compute_table: Table,
) -> None:
    """Another finish comes between reading and writing."""

    class Overtaken(TaskRepository):
        def complete_task(self, *arguments: Any) -> None:
            task_completion.complete(task_end(task_id))
            super().complete_task(*arguments)

    end_nodes()
    late = TaskCompletionService(Overtaken(compute_table), budgets, ledger).complete(
        task_end(task_id)
    )
    assert late is TaskStatus.SUCCEEDED
    assert len(events_of(compute_table, "task.completed")) == 1


def test_result_waits_for_the_end(
    task_id: UUID, node_completion: NodeCompletionService, reader: TaskReader
) -> None:
    before = reader.result(ORG, task_id)
    node_completion.complete(success(task_id, "prepare"))
    during = reader.result(ORG, task_id)
    assert isinstance(before, TaskPending)
    assert isinstance(during, TaskPending)
    assert (before.status, before.progress.percent) == (TaskStatus.QUEUED, 0)
    assert (during.status, during.progress.percent) == (TaskStatus.RUNNING, 20)


def test_status_shows_every_node(
    task_id: UUID, end_nodes: EndNodes, repository: TaskRepository, reader: TaskReader
) -> None:
    repository.begin(repository.node(call_of(task_id, "prepare")), NOW)
    end_nodes(failing=["generate_1"])
    read = reader.read(ORG, task_id)
    assert [(node.id, str(node.status)) for node in read.nodes] == [
        ("prepare", "succeeded"),
        ("generate_0", "succeeded"),
        ("generate_1", "failed"),
        ("score_0", "succeeded"),
        ("score_1", "skipped"),
    ]
    assert (read.nodes[0].attempts, read.timings.started_at) == (1, NOW)
    assert read.nodes[2].error is not None


def test_foreign_task_is_not_found(task_id: UUID, reader: TaskReader) -> None:
    with pytest.raises(NotFound):
        reader.read(OTHER_ORG, task_id)


def test_failed_runs_are_refunded(
    task_id: UUID, end_nodes: EndNodes, task_completion: TaskCompletionService, ledger: Ledger
) -> None:
    end_nodes(failing=["generate_0", "generate_1"])
    for _ in range(2):
        assert task_completion.complete(task_end(task_id)) is TaskStatus.FAILED
    assert sorted(
        (line.kind, line.node_id, line.amount_microusd) for line in ledger_of(ledger)
    ) == [
        ("charge", "prepare", 18_000),
        ("refund", "prepare", -18_000),
    ]
    assert {line.reason for line in ledger_of(ledger) if line.kind == "refund"} == {
        "provider_refused"
    }


def test_partial_task_is_paid(
    task_id: UUID, end_nodes: EndNodes, task_completion: TaskCompletionService, ledger: Ledger
) -> None:
    end_nodes(failing=["generate_0"])
    assert task_completion.complete(task_end(task_id)) is TaskStatus.PARTIAL
    assert sum(line.amount_microusd for line in ledger_of(ledger)) == 58_000


def test_cancelled_task_is_told_and_refunded(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    task_completion: TaskCompletionService,
    compute_table: Table,
    ledger: Ledger,
) -> None:
    node_completion.complete(success(task_id, "prepare", provider="fal", cost_microusd=9))
    repository.request_cancel(ORG, task_id)
    for node_id in ("generate_0", "generate_1", "score_0", "score_1"):
        node_completion.complete(cancellation(task_id, node_id))
    assert task_completion.complete(task_end(task_id)) is TaskStatus.CANCELLED
    (event,) = events_of(compute_table, "task.failed")
    assert event.data["error"]["code"] == "cancelled"
    assert sum(line.amount_microusd for line in ledger_of(ledger)) == 0
    after = repository.request_cancel(ORG, task_id)  # too late, and no error
    assert after.status is TaskStatus.CANCELLED


def test_cancelling_keeps_finished_images(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    task_completion: TaskCompletionService,
    compute_table: Table,
) -> None:
    node_completion.complete(success(task_id, "prepare"))
    node_completion.complete(success(task_id, "generate_0", image(0)))
    repository.request_cancel(ORG, task_id)
    node_completion.complete(cancellation(task_id, "generate_1"))
    assert task_completion.complete(task_end(task_id)) is TaskStatus.PARTIAL
    assert events_of(compute_table, "task.completed")[0].data["status"] == "partial"


def test_end_settles_the_budgets(
    submissions: SubmissionService,
    node_completion: NodeCompletionService,
    task_completion: TaskCompletionService,
    budgets: Budgets,
) -> None:
    budgets.set_limit(ORG, BudgetScope.ORGANIZATION, "all", 1_000_000)
    budgets.set_limit(ORG, BudgetScope.SHOOTING, str(SHOOTING), 500_000)
    task_id = submissions.submit(submission(shooting_id=SHOOTING), ORG).task_id
    assert {budget.held_microusd for budget in budgets.every(ORG).items} == {160_000}
    EndNodes(task_id, node_completion)()
    for _ in range(2):
        task_completion.complete(task_end(task_id))
    for budget in budgets.every(ORG).items:
        assert (budget.spent_microusd, budget.held_microusd) == (98_000, 0)


def test_failure_returns_all_that_was_held(
    submissions: SubmissionService,
    node_completion: NodeCompletionService,
    task_completion: TaskCompletionService,
    budgets: Budgets,
) -> None:
    budgets.set_limit(ORG, BudgetScope.ORGANIZATION, "all", 1_000_000)
    task_id = submissions.submit(submission(), ORG).task_id
    EndNodes(task_id, node_completion)(failing=["generate_0", "generate_1"])
    task_completion.complete(task_end(task_id))
    (budget,) = budgets.every(ORG).items
    assert (budget.spent_microusd, budget.held_microusd) == (0, 0)


def test_ended_task_is_no_longer_open(
    task_id: UUID,
    end_nodes: EndNodes,
    repository: TaskRepository,
    task_completion: TaskCompletionService,
) -> None:
    assert [task.task_id for task in repository.open_tasks(ORG)] == [task_id]
    assert repository.open_tasks(OTHER_ORG) == ()
    end_nodes()
    task_completion.complete(task_end(task_id))
    assert repository.open_tasks(ORG) == ()


@pytest.mark.usefixtures("no_stream")
def test_large_refund_survives_a_death(
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    budgets: Budgets,
    ledger: Ledger,
) -> None:
    """120 lines do not fit one transaction; the rest is made good by the repetition."""

    class Dying(Ledger):
        def add(self, organization_id: UUID, entries: object) -> None:
            raise RuntimeError("the function ended here")

    task, nodes = bare_task("large", {f"node_{i}": () for i in range(119)} | {"last": ()})
    paid = [
        node.model_copy(
            update={
                "status": NodeStatus.SUCCEEDED,
                "provider": "fal",
                "cost_microusd": 1,
                "completed_at": NOW,
            }
        )
        for node in nodes[:-1]
    ]
    repository.create(task, (*paid, nodes[-1]), [])
    node_completion.complete(failure(task.id, "last"))
    with pytest.raises(RuntimeError):
        TaskCompletionService(repository, budgets, Dying(Table("compute")), lambda: NOW).complete(
            task_end(task.id)
        )
    assert len(ledger_of(ledger)) == 90
    later = NOW + timedelta(hours=1)
    for _ in range(2):
        TaskCompletionService(repository, budgets, ledger, lambda: later).complete(
            task_end(task.id)
        )
    assert sum(line.amount_microusd for line in ledger_of(ledger)) == -119
