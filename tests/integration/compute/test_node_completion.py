"""The end of a node: stored once, told once, and its children are woken in time."""

from uuid import UUID

import pytest

from shared.aws.table import Table
from shared.compute.billing.ledger import Ledger
from shared.compute.contract.tasks import NodeStatus, QueuePosition
from shared.compute.errors import NodeFinished
from shared.compute.records.tasks import NodeCompletionCall, StepError, Tried
from shared.compute.tasks.graph import MAX_CHILDREN
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_completion import TaskCompletionService
from shared.core.errors import NotFound
from tests.scenes.compute_scene import (
    NOW,
    ORG,
    RecordingWorkflows,
    bare_task,
    call_of,
    cancellation,
    events_of,
    failure,
    ledger_of,
    skipping,
    state_of,
    statuses,
    submission,
    success,
    task_end,
)
from tests.scenes.machine_steps import await_inputs


@pytest.fixture
def task_id(submissions: SubmissionService) -> UUID:
    return submissions.submit(submission(), ORG).task_id


def test_child_wakes_with_last_need(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    workflows: RecordingWorkflows,
) -> None:
    assert await_inputs(state_of(repository, task_id).node("score_0"), "score-token")
    node_completion.complete(success(task_id, "prepare"))
    assert not workflows.woken
    node_completion.complete(success(task_id, "generate_0"))
    assert workflows.woken == {"score-token"}


def test_unblocked_node_does_not_wait(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    node_completion.complete(success(task_id, "prepare"))
    assert not await_inputs(state_of(repository, task_id).node("generate_0"), "token")
    assert state_of(repository, task_id).node("generate_0").task_token is None


def test_outcome_is_kept(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    repository.begin(repository.node(call_of(task_id, "prepare")), NOW)
    assert (
        node_completion.complete(success(task_id, "prepare", {"key": "k"})) is NodeStatus.SUCCEEDED
    )
    node = state_of(repository, task_id).node("prepare")
    assert (node.output, node.duration_ms, node.attempts) == ({"key": "k"}, 5, 1)
    assert node.completed_at is not None


def test_second_report_changes_nothing(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    compute_table: Table,
) -> None:
    node_completion.complete(success(task_id, "prepare"))
    assert node_completion.complete(failure(task_id, "prepare")) is NodeStatus.SUCCEEDED
    node = state_of(repository, task_id).node("generate_0")
    assert (node.blocked_by, node.doomed) == (0, False)
    assert len(events_of(compute_table, "task.progress")) == 1


def test_progress_counts_up(
    task_id: UUID, node_completion: NodeCompletionService, compute_table: Table
) -> None:
    for node_id in ("prepare", "generate_0", "generate_1", "score_1", "score_0"):
        node_completion.complete(success(task_id, node_id))
    told = [
        (e.data["nodes_done"], e.data["percent"], e.data["node_id"], e.data["node_status"])
        for e in events_of(compute_table, "task.progress")
    ]
    assert told == [
        (1, 20, "prepare", "succeeded"),
        (2, 40, "generate_0", "succeeded"),
        (3, 60, "generate_1", "succeeded"),
        (4, 80, "score_1", "succeeded"),
        (5, 100, "score_0", "succeeded"),
    ]


def test_failure_dooms_descendants_only(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    node_completion.complete(success(task_id, "prepare"))
    node_completion.complete(failure(task_id, "generate_0"))
    node_completion.complete(success(task_id, "generate_1"))
    doomed = {node.id for node in state_of(repository, task_id).nodes if node.doomed}
    assert doomed == {"score_0"}
    node_completion.complete(skipping(task_id, "score_0"))
    node_completion.complete(success(task_id, "score_1"))
    assert statuses(state_of(repository, task_id)) == {
        "prepare": "succeeded", "generate_0": "failed", "generate_1": "succeeded",
        "score_0": "skipped", "score_1": "succeeded",
    }  # fmt: skip


def test_doom_passes_through_skipped_nodes(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    workflows: RecordingWorkflows,
) -> None:
    await_inputs(state_of(repository, task_id).node("generate_0"), "generate-token")
    await_inputs(state_of(repository, task_id).node("score_0"), "score-token")
    node_completion.complete(failure(task_id, "prepare"))
    assert workflows.woken == {"generate-token"}
    node_completion.complete(skipping(task_id, "generate_0"))
    assert workflows.woken == {"generate-token", "score-token"}
    assert state_of(repository, task_id).node("score_0").doomed


def test_error_is_readable(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    node_completion.complete(failure(task_id, "prepare"))
    error = state_of(repository, task_id).node("prepare").error
    assert error is not None
    assert (error.code, error.detail) == ("provider_refused", "Not this.")


def test_unstarted_node_may_fail(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    timed_out = NodeCompletionCall(
        organization_id=ORG, task_id=task_id, node_id="score_0",
        error=StepError(name="States.Timeout"),
    )  # fmt: skip
    assert node_completion.complete(timed_out) is NodeStatus.FAILED


def test_report_needs_outcome_or_error(
    task_id: UUID, node_completion: NodeCompletionService
) -> None:
    empty = NodeCompletionCall(organization_id=ORG, task_id=task_id, node_id="prepare")
    with pytest.raises(ValueError, match="without outcome"):
        node_completion.complete(empty)


def test_webhook_delivered_twice_charges_once(
    task_id: UUID, node_completion: NodeCompletionService, compute_table: Table, ledger: Ledger
) -> None:
    paid = success(task_id, "generate_0", provider="fal", model="m", cost_microusd=40_000)
    for _ in range(3):
        node_completion.complete(paid)
    node_completion.complete(failure(task_id, "generate_0"))
    (line,) = ledger_of(ledger)
    assert (line.node_id, line.amount_microusd, line.at) == ("generate_0", 40_000, NOW)
    assert len(events_of(compute_table, "task.progress")) == 1


def test_cached_node_is_told_and_noted(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    compute_table: Table,
    ledger: Ledger,
) -> None:
    node_completion.complete(
        success(task_id, "prepare", provider="fal", model="m", cached=True, saved_microusd=7)
    )
    node = state_of(repository, task_id).node("prepare")
    assert (node.cached, node.saved_microusd, node.cost_microusd) == (True, 7, 0)
    (event,) = events_of(compute_table, "task.progress")
    assert (event.data["cached"], event.data["provider"]) == (True, "fal")
    assert event.data["task_type"] == "generation"
    (line,) = ledger_of(ledger)
    assert (line.amount_microusd, line.saved_microusd, line.cached) == (0, 7, True)


def test_failed_and_local_nodes_cost_nothing(
    task_id: UUID, node_completion: NodeCompletionService, ledger: Ledger
) -> None:
    node_completion.complete(failure(task_id, "generate_0"))
    node_completion.complete(success(task_id, "score_1"))
    assert ledger_of(ledger) == []


def test_late_progress_is_ignored(
    task_id: UUID,
    repository: TaskRepository,
    node_completion: NodeCompletionService,
    task_completion: TaskCompletionService,
    compute_table: Table,
    ledger: Ledger,
) -> None:
    """The task has ended without this node; its report comes afterwards."""
    task_completion.complete(task_end(task_id, StepError(name="States.Timeout")))
    late = success(task_id, "prepare", provider="fal", cost_microusd=5)
    assert node_completion.complete(late) is NodeStatus.QUEUED
    assert statuses(state_of(repository, task_id))["prepare"] == "queued"
    assert not events_of(compute_table, "task.progress")
    assert ledger_of(ledger) == []


def test_cancelled_node_skips_what_is_below(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    assert node_completion.complete(cancellation(task_id, "generate_0")) is NodeStatus.CANCELLED
    assert node_completion.complete(skipping(task_id, "score_0")) is NodeStatus.SKIPPED
    node = state_of(repository, task_id).node("generate_0")
    assert node.error is not None
    assert node.error.code == "cancelled"


def test_cancelled_task_cancels_what_is_below(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    assert repository.request_cancel(ORG, task_id).cancel_requested
    node_completion.complete(cancellation(task_id, "prepare"))
    assert node_completion.complete(skipping(task_id, "generate_0")) is NodeStatus.CANCELLED


def test_waiting_node_may_end(
    task_id: UUID, repository: TaskRepository, node_completion: NodeCompletionService
) -> None:
    node = repository.node(call_of(task_id, "prepare"))
    repository.wait_for_provider(node, QueuePosition(position=3))
    assert repository.node(call_of(task_id, "prepare")).queue == QueuePosition(position=3)
    assert node_completion.complete(success(task_id, "prepare")) is NodeStatus.SUCCEEDED
    ended = repository.node(call_of(task_id, "prepare"))
    assert ended.queue is None
    for write in (
        lambda: repository.wait_for_provider(ended, None),
        lambda: repository.begin(ended, NOW),
        lambda: repository.add_tried(ended, Tried(provider="fal", reason="provider_failed")),
        lambda: repository.request_node_cancel(ended),
    ):
        with pytest.raises(NodeFinished):
            write()


def test_failed_providers_are_remembered(task_id: UUID, repository: TaskRepository) -> None:
    node = repository.begin(repository.node(call_of(task_id, "prepare")), NOW, UUID(int=9))
    assert (node.job_id, node.attempts) == (UUID(int=9), 1)
    for provider in ("fal", "fal", "bfl"):
        node = repository.add_tried(node, Tried(provider=provider, reason="provider_timeout"))
    again, task = repository.node_and_task(call_of(task_id, "prepare"))
    assert [tried.provider for tried in again.tried] == ["fal", "fal", "bfl"]
    assert task.id == task_id
    with pytest.raises(NotFound):
        repository.node_and_task(call_of(task_id, "no such node"))


def test_widest_node_fits_one_transaction(
    repository: TaskRepository, node_completion: NodeCompletionService, ledger: Ledger
) -> None:
    children = {f"child_{i}": ("root",) for i in range(MAX_CHILDREN)}
    task, nodes = bare_task("wide", {"root": (), **children})
    repository.create(task, nodes, [])
    node_completion.complete(success(task.id, "root", provider="fal", cost_microusd=1))
    assert all(node.blocked_by == 0 for node in state_of(repository, task.id).nodes)
    assert len(ledger_of(ledger)) == 1
