"""DynamoDB stream -> event bus: what was committed is published, at least once.

The streams of the platform table and of the compute table have a function of their own each.
"""

from typing import Any

from shared.aws.attributes import from_attributes
from shared.aws.keys import Noun
from shared.aws.outbox import read_event
from shared.core.events import Event
from shared.wiring.process import built_at_start, get_platform

get_bus = built_at_start(lambda: get_platform().realtime.bus)


def handler(event: dict[str, Any], context: object) -> None:
    """Raises if the bus refuses anything: the stream then delivers the whole batch again."""
    get_bus().publish([_event_of(record) for record in event["Records"] if _is_new_event(record)])


def _is_new_event(record: dict[str, Any]) -> bool:
    kind = record["dynamodb"].get("NewImage", {}).get("kind", {}).get("S", "")
    return bool(record["eventName"] == "INSERT" and kind == Noun.OUTBOX)


def _event_of(record: dict[str, Any]) -> Event:
    return read_event(from_attributes(record["dynamodb"]["NewImage"]))
