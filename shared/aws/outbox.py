"""The transactional outbox: an event is written with the change that it tells of.

`put_event` gives the write to add to the transaction; the table's stream then brings it to
`publish_outbox`, which puts it on the bus. What is committed is published at least once.
"""

from datetime import timedelta

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Noun
from shared.aws.writes import Put
from shared.core.events import Event

# Long enough to look at after an incident; the bus has its own archive.
_KEPT = timedelta(days=3)


def put_event(event: Event, *, once: bool = False) -> Put:
    """With `once` the whole transaction fails if an event of this id was already written."""
    return Put(event_item(event), condition="attribute_not_exists(pk)" if once else "")


def event_item(event: Event) -> Item:
    return {
        **keys.outbox(event.organization_id, event.id)._asdict(),
        "kind": str(Noun.OUTBOX),
        "event": event.model_dump_json(),
        "expires_at": int((event.occurred_at + _KEPT).timestamp()),
    }


def read_event(item: Item) -> Event:
    return Event.model_validate_json(item["event"])
