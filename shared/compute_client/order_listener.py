"""Events that move an order on: Compute's of its task, and our own that it was requested."""

from typing import Protocol
from uuid import UUID

from shared.compute.contract.events import TaskCompletedData, TaskFailedData
from shared.compute.contract.tasks import Failure, TaskResult
from shared.core import events
from shared.core.events import Event
from shared.core.observability import get_logger


class ResultGiver(Protocol):
    """Compute, as far as it gives results."""

    def get_task_result(self, task_id: str, organization_id: UUID) -> TaskResult: ...


class OrderHandler(Protocol):
    """An unknown id is of another caller, and no error."""

    def resume(self, organization_id: UUID, order_id: UUID) -> None: ...

    def complete(self, order_id: UUID, result: TaskResult, cause: Event) -> None: ...

    def fail(self, order_id: UUID, error: Failure, cause: Event) -> None: ...


class OrderListener:
    """`requested` is the type of our own event, `id_name` where it names the order."""

    def __init__(
        self, handler: OrderHandler, compute: ResultGiver, requested: str, id_name: str
    ) -> None:
        self._handler = handler
        self._compute = compute
        self._requested = requested
        self._id_name = id_name

    def handle_event(self, event: Event) -> None:
        """Whatever it raises brings the event back; handling an event again is harmless."""
        match (event.source, event.type):
            case (events.COMPUTE, "task.completed"):
                data = TaskCompletedData.model_validate(event.data)
                result = self._compute.get_task_result(str(data.task_id), event.organization_id)
                self._handler.complete(data.generation_id, result, event)
            case (events.COMPUTE, "task.failed"):
                failed = TaskFailedData.model_validate(event.data)
                self._handler.fail(failed.generation_id, failed.error, event)
            case (events.COMPUTE, "task.progress"):
                pass  # it has no steps that anybody follows
            case (events.PLATFORM, self._requested):
                self._handler.resume(event.organization_id, UUID(event.data[self._id_name]))
            case _:
                get_logger("orders").warning("not an event for us", type=event.type)
