"""The event bus (EventBridge)."""

from collections.abc import Sequence
from typing import Any

from shared.aws.clients import client
from shared.aws.errors import BUS_UNAVAILABLE
from shared.core.events import Event

_BATCH = 10  # PutEvents takes no more


class Bus:
    def __init__(self, name: str, events: Any = None) -> None:
        self.name = name
        self._client = events or client("events")

    def publish(self, events: Sequence[Event]) -> None:
        """All of them, or `Unavailable`: the caller then delivers the whole batch again."""
        for start in range(0, len(events), _BATCH):
            entries = [self._entry(event) for event in events[start : start + _BATCH]]
            if self._client.put_events(Entries=entries)["FailedEntryCount"]:
                raise BUS_UNAVAILABLE("The event bus refused an event; try again.")

    def _entry(self, event: Event) -> dict[str, str]:
        return {
            "EventBusName": self.name,
            "Source": event.source,
            "DetailType": event.type,
            "Detail": event.model_dump_json(),
        }
