"""The end of a task: what its nodes amount to, told once, and its budgets settled."""

from shared.aws.outbox import put_event
from shared.aws.writes import Write
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.ledger import Ledger, charged_total, entry_put, refunds
from shared.compute.contract.costs import LedgerEntry
from shared.compute.contract.events import TaskCompletedData, TaskFailedData
from shared.compute.contract.tasks import Failure, NodeStatus, TaskStatus
from shared.compute.errors import TaskFinished
from shared.compute.records.tasks import StepError, Task, TaskCompletionCall, TaskNode, TaskState
from shared.compute.tasks.events import task_event
from shared.compute.tasks.failure_messages import WAS_CANCELLED, read_failure
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.task_status import has_result
from shared.core.clock import Clock, utc_now
from shared.core.events import Event

# Of the 100 writes of the transaction, beside the task, its event and its settlements. A task
# may have twice as many; the rest is written afterwards.
_REFUNDS_AT_ONCE = 90

_IN_VAIN = (TaskStatus.FAILED, TaskStatus.CANCELLED)


def decide(
    nodes: tuple[TaskNode, ...], broken_off: StepError | None, *, cancel_requested: bool = False
) -> tuple[TaskStatus, Failure | None]:
    """Succeeded when everything did, partial when there is at least one result; else cancelled
    when somebody wanted it so, or failed.

    The error is that of the first node that failed, in topological order: the others are its
    consequences more often than not. `broken_off` counts when no node says why.
    """
    if all(node.status is NodeStatus.SUCCEEDED for node in nodes):
        return TaskStatus.SUCCEEDED, None
    errors = [error for node in nodes if (error := _error_of(node))]
    error = errors[0] if errors else read_failure(broken_off or StepError(name="unfinished"))
    if has_result(nodes):
        return TaskStatus.PARTIAL, error
    if cancel_requested or error.code == WAS_CANCELLED.code:
        return TaskStatus.CANCELLED, WAS_CANCELLED
    return TaskStatus.FAILED, error


def _error_of(node: TaskNode) -> Failure | None:
    return WAS_CANCELLED if node.status is NodeStatus.CANCELLED else node.error


class TaskCompletionService:
    """Who gets nothing pays nothing: a task that failed or was cancelled is given back."""

    def __init__(
        self,
        repository: TaskRepository,
        budgets: Budgets,
        ledger: Ledger,
        clock: Clock = utc_now,
    ) -> None:
        self._tasks = repository
        self._budgets = budgets
        self._ledger = ledger
        self._clock = clock

    def complete(self, call: TaskCompletionCall) -> TaskStatus:
        """Write the terminal state and its event; a repetition finds them and changes nothing,
        but makes good what an earlier call left of the refunds.
        """
        state = self._tasks.load(call.organization_id, call.task_id)
        if not state.task.status.is_final:
            try:
                state = self._end(state, call.error)
            except TaskFinished:
                return self._tasks.task(call.organization_id, call.task_id).status
        self._ledger.add(call.organization_id, _refunds(state)[_REFUNDS_AT_ONCE:])
        return state.task.status

    def _end(self, state: TaskState, broken_off: StepError | None) -> TaskState:
        task = state.task
        status, error = decide(state.nodes, broken_off, cancel_requested=task.cancel_requested)
        now = self._clock()
        ended = state.model_copy(
            update={
                "task": task.model_copy(
                    update={"status": status, "error": error, "completed_at": now}
                )
            }
        )
        event = put_event(self._event(task, status, error))
        self._tasks.complete_task(task, status, error, now, [event, *self._settlement(ended)])
        return ended

    def _settlement(self, state: TaskState) -> list[Write]:
        task, given_back = state.task, _refunds(state)
        spent = charged_total(task, state.nodes) + sum(line.amount_microusd for line in given_back)
        lines = [entry_put(task.organization_id, line) for line in given_back[:_REFUNDS_AT_ONCE]]
        returned = self._budgets.settlement_writes(
            task.organization_id, task.shooting_id, task.id, spent
        )
        return [*returned, *lines]

    def _event(self, task: Task, status: TaskStatus, error: Failure | None) -> Event:
        ids = {
            "task_id": task.id,
            "generation_id": task.generation_id,
            "task_type": task.task_type,
        }
        if status in _IN_VAIN and error is not None:
            failed = TaskFailedData.model_validate({**ids, "error": error})
            return task_event("task.failed", task, failed, clock=self._clock)
        completed = TaskCompletedData.model_validate({**ids, "status": status})
        return task_event("task.completed", task, completed, clock=self._clock)


def _refunds(state: TaskState) -> tuple[LedgerEntry, ...]:
    task = state.task
    if task.status not in _IN_VAIN or task.completed_at is None:
        return ()
    reason = task.error.code if task.error else ""
    return refunds(task, state.nodes, task.completed_at, reason)
