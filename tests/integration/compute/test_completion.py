"""The end of a node: stored once, told once, and its children are woken in time."""

from uuid import UUID

import pytest

from shared.aws.table import Table
from shared.compute.completion import CompletionService
from shared.compute.models import CompletionCall, StepError
from shared.compute.repository import TaskRepository
from shared.compute.schemas import NodeStatus
from shared.compute.submission import SubmissionService
from tests.integration.compute.compute_scene import (
    NOW,
    ORG,
    RecordingWorkflows,
    call_of,
    events_of,
    failure,
    skipping,
    state_of,
    statuses,
    submission,
    success,
)
from tests.integration.compute.machine_steps import await_inputs


@pytest.fixture
def task_id(submissions: SubmissionService) -> UUID:
    return submissions.submit(submission(), ORG).task_id


def test_child_wakes_with_last_need(
    task_id: UUID,
    repository: TaskRepository,
    completion: CompletionService,
    workflows: RecordingWorkflows,
) -> None:
    assert await_inputs(state_of(repository, task_id).node("score_0"), "score-token")
    completion.complete(success(task_id, "prepare"))
    assert not workflows.woken
    completion.complete(success(task_id, "generate_0"))
    assert workflows.woken == {"score-token"}


def test_unblocked_node_does_not_wait(
    task_id: UUID, repository: TaskRepository, completion: CompletionService
) -> None:
    completion.complete(success(task_id, "prepare"))
    assert not await_inputs(state_of(repository, task_id).node("generate_0"), "token")
    assert state_of(repository, task_id).node("generate_0").task_token is None


def test_outcome_is_kept(
    task_id: UUID, repository: TaskRepository, completion: CompletionService
) -> None:
    repository.begin(repository.node(call_of(task_id, "prepare")), NOW)
    assert completion.complete(success(task_id, "prepare", {"key": "k"})) is NodeStatus.SUCCEEDED
    node = state_of(repository, task_id).node("prepare")
    assert (node.output, node.duration_ms, node.attempts) == ({"key": "k"}, 5, 1)
    assert node.completed_at is not None


def test_second_report_changes_nothing(
    task_id: UUID,
    repository: TaskRepository,
    completion: CompletionService,
    compute_table: Table,
) -> None:
    completion.complete(success(task_id, "prepare"))
    assert completion.complete(failure(task_id, "prepare")) is NodeStatus.SUCCEEDED
    node = state_of(repository, task_id).node("generate_0")
    assert (node.blocked_by, node.doomed) == (0, False)
    assert len(events_of(compute_table, "task.progress")) == 1


def test_progress_counts_up(
    task_id: UUID, completion: CompletionService, compute_table: Table
) -> None:
    for node_id in ("prepare", "generate_0", "generate_1", "score_1", "score_0"):
        completion.complete(success(task_id, node_id))
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
    task_id: UUID, repository: TaskRepository, completion: CompletionService
) -> None:
    completion.complete(success(task_id, "prepare"))
    completion.complete(failure(task_id, "generate_0"))
    completion.complete(success(task_id, "generate_1"))
    doomed = {node.id for node in state_of(repository, task_id).nodes if node.doomed}
    assert doomed == {"score_0"}
    completion.complete(skipping(task_id, "score_0"))
    completion.complete(success(task_id, "score_1"))
    assert statuses(state_of(repository, task_id)) == {
        "prepare": "succeeded", "generate_0": "failed", "generate_1": "succeeded",
        "score_0": "skipped", "score_1": "succeeded",
    }  # fmt: skip


def test_doom_passes_through_skipped_nodes(
    task_id: UUID,
    repository: TaskRepository,
    completion: CompletionService,
    workflows: RecordingWorkflows,
) -> None:
    await_inputs(state_of(repository, task_id).node("generate_0"), "generate-token")
    await_inputs(state_of(repository, task_id).node("score_0"), "score-token")
    completion.complete(failure(task_id, "prepare"))
    assert workflows.woken == {"generate-token"}
    completion.complete(skipping(task_id, "generate_0"))
    assert workflows.woken == {"generate-token", "score-token"}
    assert state_of(repository, task_id).node("score_0").doomed


def test_error_is_readable(
    task_id: UUID, repository: TaskRepository, completion: CompletionService
) -> None:
    completion.complete(failure(task_id, "prepare"))
    error = state_of(repository, task_id).node("prepare").error
    assert error is not None
    assert (error.code, error.detail) == ("provider_refused", "Not this.")


def test_unstarted_node_may_fail(
    task_id: UUID, repository: TaskRepository, completion: CompletionService
) -> None:
    timed_out = CompletionCall(
        organization_id=ORG, task_id=task_id, node_id="score_0",
        error=StepError(name="States.Timeout"),
    )  # fmt: skip
    assert completion.complete(timed_out) is NodeStatus.FAILED


def test_report_needs_outcome_or_error(task_id: UUID, completion: CompletionService) -> None:
    empty = CompletionCall(organization_id=ORG, task_id=task_id, node_id="prepare")
    with pytest.raises(ValueError, match="without outcome"):
        completion.complete(empty)
