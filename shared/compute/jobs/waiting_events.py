"""The state of a node that waits for a provider, and the event for its position in the queue."""

from shared.aws.outbox import put_event
from shared.aws.table import Table
from shared.compute.admission.service import Queued
from shared.compute.contract.events import TaskProgressData
from shared.compute.contract.tasks import NodeStatus, QueuePosition
from shared.compute.errors import NodeFinished
from shared.compute.tasks.events import task_event
from shared.compute.tasks.node_start import Work
from shared.compute.tasks.repository import TaskRepository
from shared.core.clock import Clock, utc_now


class WaitingEvents:
    def __init__(self, table: Table, tasks: TaskRepository, clock: Clock = utc_now) -> None:
        self._table = table
        self._tasks = tasks
        self._clock = clock

    def submitted(self, work: Work) -> None:
        """Clear the node's position: the provider works on it. No event is sent."""
        self._store(work, None)

    def waiting(self, work: Work, provider: str | None, queued: Queued | None) -> None:
        """Store the node's position and send it, once per position. No event without one."""
        queue = _position_of(queued)
        if self._store(work, queue) and queue is not None:
            self._send(work, provider, queue)

    def _store(self, work: Work, queue: QueuePosition | None) -> bool:
        try:
            self._tasks.wait_for_provider(work.node, queue)
        except NodeFinished:
            return False
        return True

    def _send(self, work: Work, provider: str | None, queue: QueuePosition) -> None:
        state = self._tasks.load(work.node.organization_id, work.node.task_id)
        done, total = state.nodes_done, len(state.nodes)
        data = TaskProgressData(
            task_id=state.task.id,
            generation_id=state.task.generation_id,
            task_type=state.task.task_type,
            percent=100 * done // total,
            nodes_done=done,
            nodes_total=total,
            node_id=work.node.id,
            node_type=work.node.type,
            node_status=NodeStatus.WAITING_PROVIDER,
            provider=provider,
            queue=queue,
        )
        about = f"{work.node.id}/{work.node.attempts}/{queue.position}"
        event = task_event("task.progress", state.task, data, clock=self._clock, about=about)
        self._table.write(put_event(event))


def _position_of(queued: Queued | None) -> QueuePosition | None:
    if queued is None:
        return None
    return QueuePosition(position=queued.position, estimated_start_at=queued.estimated_start_at)
