"""What is told of a task: its status while it runs, its result when it has ended."""

from uuid import UUID

from shared.compute.contract.tasks import (
    NodeRead,
    NodeStatus,
    Progress,
    TaskPending,
    TaskRead,
    TaskResult,
    TaskStatus,
    Timings,
)
from shared.compute.records.tasks import TaskNode, TaskState
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.result_nodes import goal_nodes
from shared.compute.tasks.task_results import task_outputs, task_texts


class TaskReader:
    def __init__(self, repository: TaskRepository) -> None:
        self._tasks = repository

    def read(self, organization_id: UUID, task_id: UUID) -> TaskRead:
        state = self._tasks.load(organization_id, task_id)
        return TaskRead(
            task_id=state.task.id,
            generation_id=state.task.generation_id,
            task_type=state.task.task_type,
            cost_microusd=_cost(state),
            status=_status(state),
            priority=state.task.priority,
            progress=_progress(state),
            nodes=tuple(_read_node(node) for node in state.nodes),
            error=state.task.error,
            timings=_timings(state),
        )

    def result(self, organization_id: UUID, task_id: UUID) -> TaskResult | TaskPending:
        state = self._tasks.load(organization_id, task_id)
        if not state.task.status.is_final:
            return TaskPending(
                task_id=state.task.id, status=_status(state), progress=_progress(state)
            )
        return TaskResult(
            task_id=state.task.id,
            generation_id=state.task.generation_id,
            task_type=state.task.task_type,
            cost_microusd=_cost(state),
            status=state.task.status,
            outputs=task_outputs(state.nodes),
            texts=task_texts(state.nodes),
            error=state.task.error,
            timings=_timings(state),
        )


def has_result(nodes: tuple[TaskNode, ...]) -> bool:
    """Whether at least one of the nodes that the task is for has succeeded."""
    return any(node.status is NodeStatus.SUCCEEDED for node in goal_nodes(nodes))


def _status(state: TaskState) -> TaskStatus:
    waiting = all(node.status is NodeStatus.QUEUED for node in state.nodes)
    if state.task.status.is_final or waiting:
        return state.task.status
    return TaskStatus.RUNNING


def _progress(state: TaskState) -> Progress:
    done, total = state.nodes_done, len(state.nodes)
    return Progress(percent=100 * done // total, nodes_done=done, nodes_total=total)


def _cost(state: TaskState) -> int:
    return sum(node.cost_microusd for node in state.nodes)


def _timings(state: TaskState) -> Timings:
    starts = [node.started_at for node in state.nodes if node.started_at]
    return Timings(
        queued_at=state.task.queued_at,
        started_at=min(starts, default=None),
        completed_at=state.task.completed_at,
    )


def _read_node(node: TaskNode) -> NodeRead:
    """A place in a queue is told of a node that waits; what is stored may be an old one."""
    waits = node.status is NodeStatus.WAITING_PROVIDER
    told = set(NodeRead.model_fields) - {"queue"}
    return NodeRead(**node.model_dump(include=told), queue=node.queue if waits else None)
