"""Events that move a generation on: Compute's of its tasks, and our own that one has started."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from shared.compute.contract.events import TaskCompletedData, TaskFailedData, TaskProgressData
from shared.compute.contract.tasks import Progress
from shared.compute_client.client import ComputeServerClient
from shared.core import events
from shared.core.events import Event
from shared.core.observability import get_logger
from shared.generation.workflow_service import GenerationWorkflowService


class EventHandler(Protocol):
    """Whatever it raises brings the event back; handling an event again must be harmless."""

    def handle_event(self, event: Event) -> None: ...


class ComputeEventListener:
    """`others` handle the tasks that are no generations, by what the tasks are for."""

    def __init__(
        self,
        workflow: GenerationWorkflowService,
        compute: ComputeServerClient,
        others: Mapping[str, EventHandler] | None = None,
    ) -> None:
        self._workflow = workflow
        self._compute = compute
        self._others = others or {}

    def handle_event(self, event: Event) -> None:
        """Whatever it raises brings the event back; handling an event again is harmless."""
        other = self._others.get(_purpose(event))
        if other:
            other.handle_event(event)
            return
        match (event.source, event.type):
            case (events.COMPUTE, "task.progress"):
                self._on_progress(event)
            case (events.COMPUTE, "task.completed"):
                self._on_completed(event)
            case (events.COMPUTE, "task.failed"):
                failed = TaskFailedData.model_validate(event.data)
                self._workflow.handle_failure(failed.generation_id, failed.error, event)
            case (events.PLATFORM, "generation.started"):
                self._workflow.resume(event.organization_id, UUID(event.data["generation_id"]))
            case _:
                get_logger("generation").warning("not an event for us", type=event.type)

    def _on_progress(self, event: Event) -> None:
        data = TaskProgressData.model_validate(event.data)
        progress = Progress(**data.model_dump(include=set(Progress.model_fields)))
        self._workflow.handle_progress(data.generation_id, progress, event, data.queue)

    def _on_completed(self, event: Event) -> None:
        data = TaskCompletedData.model_validate(event.data)
        result = self._compute.get_task_result(str(data.task_id), event.organization_id)
        self._workflow.handle_completion(data.generation_id, result, event)


def _purpose(event: Event) -> str:
    """What it is about: a task says so itself, our own events by their first word."""
    if event.source == events.COMPUTE:
        return str(event.data.get("task_type", "generation"))
    return event.type.split(".")[0]
