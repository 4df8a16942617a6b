"""Events reach the bus in batches, or the caller hears of it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.aws.bus import Bus
from shared.core.errors import Unavailable
from shared.core.events import PLATFORM, Event, make_event


class FakeBus:
    def __init__(self, *failed: int) -> None:
        self.failed = list(failed)
        self.batches: list[list[dict[str, str]]] = []

    def put_events(self, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        self.batches.append(Entries)
        return {"FailedEntryCount": self.failed.pop(0) if self.failed else 0}


def event(number: int) -> Event:
    return make_event(
        "product.created",
        source=PLATFORM,
        organization_id=UUID(int=1),
        actor="user:1",
        data={"number": number},
        clock=lambda: datetime(2026, 3, 1, tzinfo=UTC),
    )


def test_entry_is_the_envelope() -> None:
    fake, sent = FakeBus(), event(1)
    Bus("sartiq", fake).publish([sent])
    ((entry,),) = fake.batches
    assert (entry["EventBusName"], entry["Source"]) == ("sartiq", "sartiq.platform")
    assert entry["DetailType"] == "product.created"
    assert Event.model_validate(json.loads(entry["Detail"])) == sent


def test_batches_hold_ten() -> None:
    fake = FakeBus()
    Bus("sartiq", fake).publish([event(number) for number in range(21)])
    assert [len(batch) for batch in fake.batches] == [10, 10, 1]


def test_nothing_publishes_nothing() -> None:
    fake = FakeBus()
    Bus("sartiq", fake).publish([])
    assert fake.batches == []


def test_refused_event_is_reported() -> None:
    with pytest.raises(Unavailable, match="bus_unavailable"):
        Bus("sartiq", FakeBus(0, 1)).publish([event(number) for number in range(11)])
