"""Queue of bus events -> sockets."""

import json
from typing import Any

from functions.realtime.deps import get_fan_out_service
from shared.aws.queues import process_records
from shared.core.events import Event


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """The batch is pushed as one, so that progress can be coalesced over all of it.

    A record that cannot be read fails alone; if a socket cannot be reached the whole batch fails.
    """
    arrived: list[Event] = []
    answer = process_records(
        event, lambda body: arrived.append(Event.model_validate(json.loads(body)["detail"]))
    )
    get_fan_out_service().push(arrived)
    return answer
