"""Queue of bus events -> sockets."""

import json
from typing import Any

from shared.aws.queues import process_records
from shared.core.events import Event
from shared.wiring.process import built_at_start, get_platform

get_fan_out = built_at_start(lambda: get_platform().realtime.fan_out)


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """The batch is pushed as one, so that progress can be coalesced over all of it.

    A record that cannot be read fails alone; if a socket cannot be reached the whole batch fails.
    """
    arrived: list[Event] = []
    answer = process_records(
        event, lambda body: arrived.append(Event.model_validate(json.loads(body)["detail"]))
    )
    get_fan_out().push(arrived)
    return answer
