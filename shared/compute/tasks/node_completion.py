"""The end of a node: store it, charge it, unblock its children, wake those that may run now."""

import math
from collections.abc import Callable

from shared.aws.outbox import put_event
from shared.aws.workflows import Workflows
from shared.aws.writes import Write
from shared.compute.billing.ledger import charge, entry_put
from shared.compute.contract.events import TaskProgressData
from shared.compute.contract.tasks import NodeStatus
from shared.compute.errors import NodeFinished
from shared.compute.records.tasks import (
    NodeCompletionCall,
    Outcome,
    StepError,
    Task,
    TaskNode,
    TaskState,
)
from shared.compute.tasks.events import task_event
from shared.compute.tasks.failure_messages import is_cancellation, read_failure
from shared.compute.tasks.node_chain import Chain, RunLocal
from shared.compute.tasks.repository import TaskRepository
from shared.core.clock import Clock, utc_now
from shared.core.events import Event
from shared.core.observability import get_logger


class NodeCompletionService:
    """Completes nodes and releases their children. No node is left waiting:

    A node registers its token only while `blocked_by` is above zero (AwaitInputs of the state
    machine). Either the token is stored before the last need ends, and the completion of that
    need reads it after its own transaction with strong consistency; or it is not stored, and
    the node continues. Two completions may both wake the same node, because a token counts
    once. The state machine repeats a completion that dies before it wakes the children.
    """

    def __init__(
        self,
        repository: TaskRepository,
        workflows: Workflows,
        clock: Clock = utc_now,
        run_local: RunLocal | None = None,
    ) -> None:
        self._tasks = repository
        self._workflows = workflows
        self._clock = clock
        self._run_local = run_local

    def complete(
        self, call: NodeCompletionCall, seconds_left: Callable[[], float] = lambda: math.inf
    ) -> NodeStatus:
        """Returns the final status of the node, set by this call or by an earlier one.

        A report that arrives after the end of its task has no effect. With `run_local`, local
        children run in this call as long as `seconds_left` suffices (node_chain.py).
        """
        node = self.store(call)
        Chain(self, node, self._run_local, seconds_left).serve()
        return node.status

    def store(self, call: NodeCompletionCall, *, keeps_token: bool = False) -> TaskNode:
        """Store the end of the node and return the node, as this call or an earlier one left it.

        Unblocks the children and wakes none of them. Idempotent.
        """
        state = self._tasks.load(call.organization_id, call.task_id)
        node = state.node(call.node_id)
        if node.status.is_final or state.task.status.is_final:
            return node
        ended = self._ended(state.task, node, call)
        try:
            self._tasks.complete_node(ended, self._told(state, ended), keeps_token=keeps_token)
        except NodeFinished:
            return self._tasks.node(call)
        return ended

    def _ended(self, task: Task, node: TaskNode, call: NodeCompletionCall) -> TaskNode:
        changes: dict[str, object] = {"completed_at": self._clock()}
        if call.outcome is not None:
            changes |= _changes_of(call.outcome, task)
        elif call.error is not None:
            changes |= _changes_of_error(call.error, call)
        else:
            raise ValueError(f"{call.node_id}: a report without outcome and without error")
        return node.model_copy(update=changes)

    def _told(self, state: TaskState, ended: TaskNode) -> list[Write]:
        """The event, and the line of the ledger where there is one."""
        line = charge(state.task, ended)
        event = put_event(self._progress(state, ended))
        return [event, entry_put(ended.organization_id, line)] if line else [event]

    def waiting_children(self, node: TaskNode) -> list[TaskNode]:
        """The children that are unblocked and have a task token, answered or not."""
        children = self._tasks.relatives(node, node.children)
        return [child for child in children if child.blocked_by == 0 and child.task_token]

    def reload(self, node: TaskNode) -> TaskNode:
        return self._tasks.relatives(node, (node.id,))[0]

    def wake(self, child: TaskNode) -> None:
        """Let the iteration of the child continue. Idempotent: a token is answered once."""
        if child.task_token:
            self._workflows.succeed(child.task_token, {})

    def dismiss(self, child: TaskNode) -> None:
        """End the iteration of a child that was completed in a chain. Idempotent."""
        if child.task_token:
            self._workflows.succeed(child.task_token, {"completed": True})

    def _progress(self, state: TaskState, ended: TaskNode) -> Event:
        done, total = state.nodes_done + 1, len(state.nodes)
        data = TaskProgressData(
            task_id=state.task.id,
            generation_id=state.task.generation_id,
            task_type=state.task.task_type,
            percent=100 * done // total,
            nodes_done=done,
            nodes_total=total,
            node_id=ended.id,
            node_type=ended.type,
            node_status=ended.status,
            cached=ended.cached,
            provider=ended.provider,
        )
        return task_event("task.progress", state.task, data, clock=self._clock, about=ended.id)


def _changes_of(outcome: Outcome, task: Task) -> dict[str, object]:
    """Below a failed node all is skipped; in a cancelled task it was cancelled with the rest."""
    changes = {name: getattr(outcome, name) for name in type(outcome).model_fields}
    if outcome.status is NodeStatus.SKIPPED and task.cancel_requested:
        changes["status"] = NodeStatus.CANCELLED
    return changes


def _changes_of_error(error: StepError, call: NodeCompletionCall) -> dict[str, object]:
    if is_cancellation(error):
        return {"status": NodeStatus.CANCELLED, "error": read_failure(error)}
    # The answer may not show what broke inside; the log has to.
    get_logger("compute").warning(
        "node failed",
        task_id=str(call.task_id),
        node_id=call.node_id,
        error=error.name,
        cause=error.cause,
    )
    return {"status": NodeStatus.FAILED, "error": read_failure(error)}
