"""Events that advance generations and the other orders of Compute."""

from collections.abc import Mapping
from typing import Protocol

from shared.compute.contract.events import TaskProgressData
from shared.compute.contract.tasks import Progress
from shared.compute_client.client import ComputeServerClient
from shared.compute_client.order_listener import OrderListener
from shared.core import events
from shared.core.events import Event
from shared.generation.lifecycle import STARTED
from shared.generation.workflow_service import GenerationWorkflowService


class EventHandler(Protocol):
    """Handles events idempotently. If it raises, the event is delivered again."""

    def handle_event(self, event: Event) -> None: ...


class ComputeEventListener(OrderListener):
    """Handles the events of generations; `others` handle further orders, by task type."""

    def __init__(
        self,
        workflow: GenerationWorkflowService,
        compute: ComputeServerClient,
        others: Mapping[str, EventHandler] | None = None,
    ) -> None:
        super().__init__(workflow, compute, STARTED, "generation_id")
        self._workflow = workflow
        self._others = others or {}

    def handle_event(self, event: Event) -> None:
        """Idempotent. If it raises, the event is delivered again."""
        other = self._others.get(_task_type(event))
        if other:
            other.handle_event(event)
        else:
            super().handle_event(event)

    def _on_progress(self, event: Event) -> None:
        data = TaskProgressData.model_validate(event.data)
        progress = Progress(**data.model_dump(include=set(Progress.model_fields)))
        self._workflow.record_progress(data.generation_id, progress, event, data.queue)


def _task_type(event: Event) -> str:
    """The task type of Compute's events; the first word of the type of Platform's."""
    if event.source == events.COMPUTE:
        return str(event.data.get("task_type", "generation"))
    return event.type.split(".")[0]
