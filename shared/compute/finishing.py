"""The end of a task: what its nodes amount to, told once."""

from shared.aws.outbox import put_event
from shared.compute.errors import TaskFinished
from shared.compute.events import task_event
from shared.compute.failures import read_failure
from shared.compute.models import FinishCall, StepError, Task, TaskNode
from shared.compute.nodes.generate import GENERATE
from shared.compute.repository import TaskRepository
from shared.compute.schemas import (
    Failure,
    NodeStatus,
    TaskCompletedData,
    TaskFailedData,
    TaskStatus,
)
from shared.core.clock import Clock, utc_now
from shared.core.events import Event


def decide(
    nodes: tuple[TaskNode, ...], broken_off: StepError | None
) -> tuple[TaskStatus, Failure | None]:
    """Succeeded when everything did, partial when there is at least one picture, else failed.

    The error is that of the first node that failed, in topological order: the others are its
    consequences more often than not. `broken_off` counts when no node says why.
    """
    if all(node.status is NodeStatus.SUCCEEDED for node in nodes):
        return TaskStatus.SUCCEEDED, None
    errors = [node.error for node in nodes if node.error]
    error = errors[0] if errors else read_failure(broken_off or StepError(name="unfinished"))
    pictures = [node for node in nodes if node.type == GENERATE.name]
    if any(picture.status is NodeStatus.SUCCEEDED for picture in pictures):
        return TaskStatus.PARTIAL, error
    return TaskStatus.FAILED, error


class FinishService:
    def __init__(self, repository: TaskRepository, clock: Clock = utc_now) -> None:
        self._tasks = repository
        self._clock = clock

    def finish(self, call: FinishCall) -> TaskStatus:
        """Write the terminal state and its event; a repetition finds them and changes nothing."""
        state = self._tasks.load(call.organization_id, call.task_id)
        if state.task.status.is_final:
            return state.task.status
        status, error = decide(state.nodes, call.error)
        event = self._event(state.task, status, error)
        try:
            self._tasks.finish(state.task, status, error, self._clock(), put_event(event))
        except TaskFinished:
            return self._tasks.load(call.organization_id, call.task_id).task.status
        return status

    def _event(self, task: Task, status: TaskStatus, error: Failure | None) -> Event:
        ids = {"task_id": task.id, "generation_id": task.generation_id}
        if status is TaskStatus.FAILED and error is not None:
            return task_event(
                "task.failed", task, TaskFailedData(**ids, error=error), clock=self._clock
            )
        return task_event(
            "task.completed", task, TaskCompletedData(**ids, status=status), clock=self._clock
        )
