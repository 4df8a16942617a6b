"""A task is taken in once, however often and however brokenly it is submitted."""

from typing import Any

import pytest

from shared.aws.table import Table
from shared.compute import repository as stored
from shared.compute.errors import TaskExists
from shared.compute.finishing import FinishService
from shared.compute.repository import TaskRepository
from shared.compute.schemas import Node, NodeStatus, Priority, TaskStatus
from shared.compute.submission import SubmissionService, task_id_of
from shared.core.errors import Invalid, NotFound
from tests.integration.compute.compute_scene import (
    NOW,
    ORG,
    OTHER_ORG,
    RecordingWorkflows,
    events_of,
    finish_of,
    pictures,
    state_of,
    submission,
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
    backwards = tuple(reversed(pictures(1)))
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
    submissions.submit(submission(pictures(2)), ORG)
    with pytest.raises(TaskExists):
        submissions.submit(submission(pictures(3)), ORG)


def test_finished_task_is_not_started(
    submissions: SubmissionService, finishing: FinishService, workflows: RecordingWorkflows
) -> None:
    task_id = submissions.submit(submission(), ORG).task_id
    finishing.finish(finish_of(task_id))
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
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "_CHUNK", 2)
    wanted = submission(wide_graph(5))
    task_id = task_id_of(wanted.generation_id)
    dying = TaskRepository(DyingTable("compute", dies_at))
    with pytest.raises(Died):
        SubmissionService(dying, workflows, "machine").submit(wanted, ORG)
    assert not workflows.started
    SubmissionService(repository, workflows, "machine").submit(wanted, ORG)
    assert len(state_of(repository, task_id).nodes) == 5
    assert len(workflows.started) == 1
    assert len(events_of(compute_table)) == 1


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        ((Node(id="x", type="upscale"),), "unknown_node_type"),
        ((Node(id="a", type="prepare", params={}),), "invalid_params"),
        ((*pictures(1), pictures(1)[0]), "duplicate_node"),
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
