"""The end of a node: store it, unblock its children, wake those that may run now."""

from shared.aws.outbox import put_event
from shared.aws.workflows import Workflows
from shared.compute.errors import NodeFinished
from shared.compute.events import task_event
from shared.compute.failures import read_failure
from shared.compute.models import CompletionCall, TaskNode, TaskState
from shared.compute.repository import TaskRepository
from shared.compute.schemas import NodeStatus, TaskProgressData
from shared.core.clock import Clock, utc_now
from shared.core.events import Event
from shared.core.observability import get_logger


class CompletionService:
    """Why no node is ever left waiting:

    A node registers its token only while `blocked_by` is above zero (the state machine's
    AwaitInputs). So the token is there before the last need ends, and whoever ended it reads
    it after its own transaction, strongly consistent; or it is not registered, and the node
    goes on by itself. Two ends at once may both wake the same node, which is harmless. An end
    that dies before it wakes anybody is repeated by the state machine, and wakes them then.
    """

    def __init__(
        self, repository: TaskRepository, workflows: Workflows, clock: Clock = utc_now
    ) -> None:
        self._tasks = repository
        self._workflows = workflows
        self._clock = clock

    def complete(self, call: CompletionCall) -> NodeStatus:
        """How the node has ended: by this call, or by an earlier one that this one repeats."""
        node = self._end(call)
        self._wake_children(node)
        return node.status

    def _end(self, call: CompletionCall) -> TaskNode:
        state = self._tasks.load(call.organization_id, call.task_id)
        node = state.node(call.node_id)
        if node.status.is_final:
            return node
        ended = self._ended(node, call)
        try:
            self._tasks.complete(ended, put_event(self._progress(state, ended)))
        except NodeFinished:
            return self._tasks.node(call)
        return ended

    def _ended(self, node: TaskNode, call: CompletionCall) -> TaskNode:
        changes: dict[str, object] = {"completed_at": self._clock()}
        if call.outcome is not None:
            changes |= {
                name: getattr(call.outcome, name) for name in type(call.outcome).model_fields
            }
        elif call.error is not None:
            # The answer may not show what broke inside; the log has to.
            get_logger("compute").warning(
                "node failed",
                task_id=str(call.task_id),
                node_id=call.node_id,
                error=call.error.name,
                cause=call.error.cause,
            )
            changes |= {"status": NodeStatus.FAILED, "error": read_failure(call.error)}
        else:
            raise ValueError(f"{call.node_id}: a report without outcome and without error")
        return node.model_copy(update=changes)

    def _wake_children(self, node: TaskNode) -> None:
        for child in self._tasks.relatives(node, node.children):
            if child.blocked_by == 0 and child.task_token:
                self._workflows.succeed(child.task_token, {})

    def _progress(self, state: TaskState, ended: TaskNode) -> Event:
        done, total = state.nodes_done + 1, len(state.nodes)
        data = TaskProgressData(
            task_id=state.task.id,
            generation_id=state.task.generation_id,
            percent=100 * done // total,
            nodes_done=done,
            nodes_total=total,
            node_id=ended.id,
            node_type=ended.type,
            node_status=ended.status,
        )
        return task_event("task.progress", state.task, data, clock=self._clock, about=ended.id)
