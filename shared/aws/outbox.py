"""The transactional outbox: an event is stored in the same transaction as the change it reports.

`put_event` returns the write to add to the transaction. The table's stream then invokes
`publish_outbox`, which publishes the event on the bus. Every committed event is published at
least once.
"""

from datetime import timedelta

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Noun
from shared.aws.writes import Put
from shared.core.events import Event

# For inspection after an incident; the bus has an archive of its own.
_KEPT = timedelta(days=3)


def put_event(event: Event, *, once: bool = False) -> Put:
    """The write that stores `event`.

    With `once` the transaction fails with ConditionFailed if an event with this id is stored
    already; without it a stored event with this id is overwritten.
    """
    return Put(event_item(event), condition="attribute_not_exists(pk)" if once else "")


def event_item(event: Event) -> Item:
    """The stored form. DynamoDB deletes it three days after the event (TTL)."""
    return {
        **keys.outbox(event.organization_id, event.id)._asdict(),
        "kind": str(Noun.OUTBOX),
        "event": event.model_dump_json(),
        "expires_at": int((event.occurred_at + _KEPT).timestamp()),
    }


def read_event(item: Item) -> Event:
    """The event in an item made by `event_item`."""
    return Event.model_validate_json(item["event"])
