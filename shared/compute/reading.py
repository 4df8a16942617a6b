"""What is told of a task: its status while it runs, its result when it has ended."""

from uuid import UUID

from shared.compute.models import TaskNode, TaskState
from shared.compute.nodes.generate import GENERATE, GenerateOutput, GenerateParams
from shared.compute.nodes.score import SCORE, ScoreOutput
from shared.compute.repository import TaskRepository
from shared.compute.schemas import (
    NodeRead,
    NodeStatus,
    Progress,
    TaskOutput,
    TaskPending,
    TaskRead,
    TaskResult,
    TaskStatus,
    Timings,
)


class TaskReader:
    def __init__(self, repository: TaskRepository) -> None:
        self._tasks = repository

    def read(self, organization_id: UUID, task_id: UUID) -> TaskRead:
        state = self._tasks.load(organization_id, task_id)
        return TaskRead(
            task_id=state.task.id,
            generation_id=state.task.generation_id,
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
            status=state.task.status,
            outputs=outputs_of(state.nodes),
            error=state.task.error,
            timings=_timings(state),
        )


def outputs_of(nodes: tuple[TaskNode, ...]) -> tuple[TaskOutput, ...]:
    """The pictures that were made, each with its score where there is one, by rising index."""
    scores = {
        need: node
        for node in nodes
        if node.type == SCORE.name and node.status is NodeStatus.SUCCEEDED
        for need in node.needs
    }
    made = [
        _output(node, scores.get(node.id))
        for node in nodes
        if node.type == GENERATE.name and node.status is NodeStatus.SUCCEEDED
    ]
    return tuple(sorted(made, key=lambda output: output.index))


def _output(node: TaskNode, scored: TaskNode | None) -> TaskOutput:
    params = GenerateParams.model_validate(node.params)
    picture = GenerateOutput.model_validate(node.output)
    score = ScoreOutput.model_validate(scored.output) if scored else None
    return TaskOutput(
        **picture.model_dump(),
        index=params.index,
        prompt=params.prompt,
        quality_score=score.quality if score else None,
        confidence=score.confidence if score else None,
        checks=score.checks if score else {},
        duration_ms=node.duration_ms,
        cost_microusd=node.cost_microusd,
    )


def _status(state: TaskState) -> TaskStatus:
    waiting = all(node.status is NodeStatus.QUEUED for node in state.nodes)
    if state.task.status.is_final or waiting:
        return state.task.status
    return TaskStatus.RUNNING


def _progress(state: TaskState) -> Progress:
    done, total = state.nodes_done, len(state.nodes)
    return Progress(percent=100 * done // total, nodes_done=done, nodes_total=total)


def _timings(state: TaskState) -> Timings:
    starts = [node.started_at for node in state.nodes if node.started_at]
    return Timings(
        queued_at=state.task.queued_at,
        started_at=min(starts, default=None),
        completed_at=state.task.completed_at,
    )


def _read_node(node: TaskNode) -> NodeRead:
    return NodeRead(
        id=node.id,
        type=node.type,
        status=node.status,
        provider=node.provider,
        attempts=node.attempts,
        duration_ms=node.duration_ms,
        error=node.error,
    )
