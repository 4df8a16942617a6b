"""What is told of a task while it runs and when it has ended."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from shared.compute.contract.tasks import (
    NodeStatus,
    Priority,
    QueuePosition,
    TaskPending,
    TaskResult,
    TaskStatus,
)
from shared.compute.records.tasks import Task, TaskNode, TaskState
from shared.compute.tasks.task_status import TaskReader
from tests.scenes.node_parts import TEXT_OUTPUT

_ONE, _NOON = UUID(int=1), datetime(2024, 6, 1, 12, tzinfo=UTC)
_PLACE = QueuePosition(position=3)


def node(id: str, status: NodeStatus, **fields: Any) -> TaskNode:
    return TaskNode.model_validate(
        {
            "organization_id": _ONE, "task_id": _ONE, "id": id, "type": "caption", "params": {},
            "needs": (), "children": (), "position": 0, "blocked_by": 0, "status": status, **fields,
        }
    )  # fmt: skip


class _Tasks:
    """A repository with one task."""

    def __init__(self, status: TaskStatus, *nodes: TaskNode) -> None:
        task = Task(
            id=_ONE, organization_id=_ONE, generation_id=UUID(int=2), task_type="caption",
            priority=Priority.LOW, actor="user:x", correlation_id="c", graph_digest="d",
            node_count=len(nodes), status=status, queued_at=_NOON,
        )  # fmt: skip
        self._state = TaskState(task=task, nodes=nodes)

    def load(self, organization_id: UUID, task_id: UUID) -> TaskState:
        return self._state


def reader(status: TaskStatus, *nodes: TaskNode) -> TaskReader:
    return TaskReader(cast(Any, _Tasks(status, *nodes)))


def test_nodes_tell_how_they_are_done() -> None:
    done = node(
        "a", NodeStatus.SUCCEEDED, provider="fal", model="m", cost_microusd=40, attempts=2,
        started_at=_NOON, completed_at=_NOON, duration_ms=7, needs=("z",),
    )  # fmt: skip
    reused = node("b", NodeStatus.SUCCEEDED, cached=True, saved_microusd=40)
    read = reader(TaskStatus.QUEUED, done, reused).read(_ONE, _ONE)
    assert (read.task_type, read.cost_microusd, read.status) == ("caption", 40, TaskStatus.RUNNING)
    first, second = read.nodes
    assert (first.provider, first.model, first.cost_microusd) == ("fal", "m", 40)
    assert (first.needs, first.attempts, first.completed_at) == (("z",), 2, _NOON)
    assert (first.cached, second.cached, second.cost_microusd) == (False, True, 0)
    assert (read.progress.percent, read.timings.started_at) == (100, _NOON)


def test_queue_is_told_of_waiting_nodes_only() -> None:
    waiting = node("a", NodeStatus.WAITING_PROVIDER, queue=_PLACE)
    running = node("b", NodeStatus.RUNNING, queue=_PLACE)
    read = reader(TaskStatus.QUEUED, waiting, running).read(_ONE, _ONE)
    assert [each.queue for each in read.nodes] == [_PLACE, None]


def test_open_task_has_no_result_yet() -> None:
    pending = reader(TaskStatus.QUEUED, node("a", NodeStatus.QUEUED)).result(_ONE, _ONE)
    assert isinstance(pending, TaskPending)
    assert (pending.status, pending.progress.percent) == (TaskStatus.QUEUED, 0)


def test_words_are_part_of_the_result() -> None:
    written = node("a", NodeStatus.SUCCEEDED, output=TEXT_OUTPUT, cost_microusd=9)
    result = reader(TaskStatus.SUCCEEDED, written).result(_ONE, _ONE)
    assert isinstance(result, TaskResult)
    assert (result.task_type, result.cost_microusd, result.outputs) == ("caption", 9, ())
    assert [(text.node_id, text.text) for text in result.texts] == [("a", "a dress at dawn")]
