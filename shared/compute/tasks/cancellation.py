"""Cancelling: one node, one task, those that have not begun, or all of an organization.

Nothing is stopped by force. What has not begun ends when its turn comes; an order under way is
cancelled at its provider too; a node that runs here finishes and is the last one.
"""

from uuid import UUID

from shared.aws.queues import Queue
from shared.compute.contract.providers import CancelReport, CancelRequest
from shared.compute.contract.tasks import NodeStatus
from shared.compute.errors import NodeFinished, TaskFinished
from shared.compute.records.jobs import JobCheck
from shared.compute.records.tasks import NodeCall, TaskNode, TaskState
from shared.compute.tasks.repository import TaskRepository
from shared.core.errors import NotFound


class CancellationService:
    def __init__(self, repository: TaskRepository, checks: Queue) -> None:
        self._tasks = repository
        self._checks = checks

    def cancel_task(self, organization_id: UUID, task_id: UUID) -> None:
        """TaskFinished when it has ended; a second call changes nothing. NotFound."""
        task = self._tasks.request_cancel(organization_id, task_id)
        if task.status.is_final:
            raise TaskFinished
        # Read after the flag is set: an order that begins later sees the flag itself.
        self._end_orders(self._tasks.load(organization_id, task_id).nodes)

    def cancel_node(self, organization_id: UUID, task_id: UUID, node_id: str) -> None:
        """NodeFinished when it has ended. What needs it is skipped; the others go on."""
        call = NodeCall(organization_id=organization_id, task_id=task_id, node_id=node_id)
        node, _ = self._tasks.node_and_task(call)
        if node.status.is_final:
            raise NodeFinished
        self._end_orders((self._tasks.request_node_cancel(node),))

    def cancel_many(self, organization_id: UUID, request: CancelRequest) -> CancelReport:
        cancelled = []
        for open_task in self._tasks.open_tasks(organization_id):
            if request.shooting_id not in (None, open_task.shooting_id):
                continue
            if request.scope == "waiting" and self._has_begun(organization_id, open_task.task_id):
                continue
            try:
                self.cancel_task(organization_id, open_task.task_id)
            except (TaskFinished, NotFound):
                continue
            cancelled.append(open_task.generation_id)
        return CancelReport(generation_ids=tuple(cancelled))

    def _has_begun(self, organization_id: UUID, task_id: UUID) -> bool:
        return has_begun(self._tasks.load(organization_id, task_id))

    def _end_orders(self, nodes: tuple[TaskNode, ...]) -> None:
        for node in nodes:
            if node.job_id is not None and not node.status.is_final:
                call = JobCheck(
                    organization_id=node.organization_id, job_id=node.job_id, cause="cancel"
                )
                self._checks.send(call.model_dump_json())


def has_begun(state: TaskState) -> bool:
    """A node that only stands in a line for its provider has not begun."""
    return any(node.status is not NodeStatus.QUEUED and node.queue is None for node in state.nodes)
