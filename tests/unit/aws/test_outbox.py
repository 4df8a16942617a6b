"""The outbox item holds the whole event, and ends after three days."""

from datetime import UTC, datetime
from uuid import UUID

from shared.aws.outbox import event_item, put_event, read_event
from shared.core.events import PLATFORM, Event, make_event

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ORGANIZATION = UUID(int=5)


def event() -> Event:
    return make_event(
        "shot.approved",
        source=PLATFORM,
        organization_id=ORGANIZATION,
        actor="user:1",
        data={"shot_id": "s", "score": 0.5},
        id=UUID(int=9),
        clock=lambda: NOW,
    )


def test_event_reads_back() -> None:
    assert read_event(event_item(event())) == event()


def test_item_lies_with_its_organization() -> None:
    item = event_item(event())
    assert (item["pk"], item["sk"]) == (f"ORG#{ORGANIZATION}#OUTBOX", str(UUID(int=9)))
    assert item["kind"] == "OUTBOX"


def test_item_expires_in_three_days() -> None:
    assert event_item(event())["expires_at"] == int(NOW.timestamp()) + 3 * 24 * 3600


def test_event_may_be_written_again() -> None:
    assert put_event(event()).condition == ""


def test_event_once_guards_transaction() -> None:
    assert put_event(event(), once=True).condition == "attribute_not_exists(pk)"
