"""What is told of a node while it waits: its place in the line, and when it may begin."""

from shared.aws.outbox import put_event
from shared.aws.table import Table
from shared.compute.admission.service import Waiting
from shared.compute.contract.events import TaskProgressData
from shared.compute.contract.tasks import NodeStatus, QueuePosition
from shared.compute.errors import NodeFinished
from shared.compute.tasks.events import task_event
from shared.compute.tasks.node_start import Work
from shared.compute.tasks.repository import TaskRepository
from shared.core.clock import Clock, utc_now


class WaitingNews:
    def __init__(self, table: Table, tasks: TaskRepository, clock: Clock = utc_now) -> None:
        self._table = table
        self._tasks = tasks
        self._clock = clock

    def at_work(self, work: Work) -> None:
        """The provider has it; nobody needs an event for that."""
        self._note(work, None)

    def parked(self, work: Work, provider: str | None, place: Waiting | None) -> None:
        """With a `place` in a line it is told, once for each place."""
        queue = _queue_place(place)
        if self._note(work, queue) and queue is not None:
            self._tell(work, provider, queue)

    def _note(self, work: Work, queue: QueuePosition | None) -> bool:
        try:
            self._tasks.wait_for_provider(work.node, queue)
        except NodeFinished:
            return False
        return True

    def _tell(self, work: Work, provider: str | None, queue: QueuePosition) -> None:
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


def _queue_place(place: Waiting | None) -> QueuePosition | None:
    if place is None:
        return None
    return QueuePosition(position=place.position, estimated_start_at=place.estimated_start_at)
