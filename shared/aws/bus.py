"""The event bus (EventBridge)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shared.aws.clients import client
from shared.aws.errors import BUS_UNAVAILABLE
from shared.core.events import Event

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_events.type_defs import PutEventsRequestEntryTypeDef

_BATCH = 10  # limit of PutEvents


class Bus:
    """An event bus by its name. A fake client can be passed as `events`."""

    def __init__(self, name: str, events: Any = None) -> None:
        self.name = name
        self._client: EventBridgeClient = events or client("events")

    def publish(self, events: Sequence[Event]) -> None:
        """Publish all events, ten per request.

        Not atomic: raises Unavailable (`bus_unavailable`) if the bus refuses an event, and some
        events may have been published. The caller then repeats the whole batch; consumers are
        idempotent by the event's id.
        """
        for start in range(0, len(events), _BATCH):
            entries = [self._entry(event) for event in events[start : start + _BATCH]]
            if self._client.put_events(Entries=entries)["FailedEntryCount"]:
                raise BUS_UNAVAILABLE("The event bus refused an event; try again.")

    def _entry(self, event: Event) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self.name,
            "Source": event.source,
            "DetailType": event.type,
            "Detail": event.model_dump_json(),
        }
