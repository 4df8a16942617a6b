"""Queue of task events -> generations."""

import json
from typing import Any

from shared.aws.queues import process_records
from shared.core.events import Event
from shared.wiring.process import built_at_start, get_platform

get_event_listener = built_at_start(lambda: get_platform().generation.event_listener)


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """Each record by itself: those that fail come back, at last to the dead-letter queue."""
    return process_records(event, handle_body)


def handle_body(body: str) -> None:
    """`body` is the event as the bus delivers it; its detail is our envelope."""
    get_event_listener().handle_event(Event.model_validate(json.loads(body)["detail"]))
