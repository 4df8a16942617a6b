"""Queue of checks -> an order at a provider, or a lane, that has to be looked after."""

import json
from typing import Any

from functions.compute.order_deps import get_check_service, get_lane_timer
from shared.aws.queues import process_records
from shared.compute.records.jobs import CheckCall, LaneCall


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    return process_records(event, handle_body)


def handle_body(body: str) -> None:
    message = json.loads(body)
    if message.get("kind") == "lane":
        get_lane_timer().ring(LaneCall.model_validate(message))
    else:
        get_check_service().check(CheckCall.model_validate(message))
