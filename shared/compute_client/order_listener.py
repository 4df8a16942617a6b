"""Events that advance an order: Compute's about its task, and Platform's about its request."""

from typing import Protocol
from uuid import UUID

from shared.compute.contract.events import TaskCompletedData, TaskFailedData
from shared.compute.contract.tasks import Failure, TaskResult
from shared.core import events
from shared.core.events import Event
from shared.core.observability import get_logger


class ResultServer(Protocol):
    """The call of Compute that a listener needs; `ComputeServerClient` has it."""

    def get_task_result(self, task_id: str, organization_id: UUID) -> TaskResult: ...


class OrderHandler(Protocol):
    """Service of one kind of order. It ignores ids that it does not know."""

    def resume(self, organization_id: UUID, order_id: UUID, /) -> None: ...

    def complete(self, order_id: UUID, result: TaskResult, cause: Event, /) -> None: ...

    def fail(self, order_id: UUID, error: Failure, cause: Event, /) -> None: ...


class OrderListener:
    """`requested` is the type of Platform's event; its member `id_name` holds the order's id."""

    def __init__(
        self, handler: OrderHandler, compute: ResultServer, requested: str, id_name: str
    ) -> None:
        self._handler = handler
        self._compute = compute
        self._requested = requested
        self._id_name = id_name

    def handle_event(self, event: Event) -> None:
        """Idempotent. If it raises, the event is delivered again."""
        match (event.source, event.type):
            case (events.COMPUTE, "task.completed"):
                data = TaskCompletedData.model_validate(event.data)
                result = self._compute.get_task_result(str(data.task_id), event.organization_id)
                self._handler.complete(data.generation_id, result, event)
            case (events.COMPUTE, "task.failed"):
                failed = TaskFailedData.model_validate(event.data)
                self._handler.fail(failed.generation_id, failed.error, event)
            case (events.COMPUTE, "task.progress"):
                self._on_progress(event)
            case (events.PLATFORM, self._requested):
                self._handler.resume(event.organization_id, UUID(event.data[self._id_name]))
            case _:
                get_logger("orders").warning("event ignored", type=event.type)

    def _on_progress(self, event: Event) -> None:
        """Orders of a single step have no progress to record."""
