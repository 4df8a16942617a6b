"""Cache entries and waiting nodes: their models, table keys and items. Pure."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.compute.contract.tasks import Priority
from shared.core.clock import iso
from shared.core.ids import derived_id
from shared.core.model import Model

# Files under compute/ expire after seven days. Entries expire a day earlier, so that the file
# of an entry can still be copied.
KEPT = timedelta(days=6)
_WAITING_KEPT = timedelta(days=1)


class CacheEntry(Model):
    """A cached result: the node's output, the object key of its file, and what it cost.

    `file_key` and `mime` are empty for results without a file, `provider` and `model` for local
    nodes.
    """

    model_config = ConfigDict(extra="ignore")

    output: dict[str, Any] = Field(default_factory=dict)
    file_key: str = ""
    mime: str = ""
    provider: str = ""
    model: str = ""
    cost_microusd: int = 0


class WaitingNode(Model):
    """A node that waits for the result of an equal one.

    `message` is its dispatch message, which is sent to the queue of `priority` again when the
    claim ends.
    """

    message: str
    priority: Priority = Priority.DEFAULT


def entry_key(organization_id: UUID, key: str) -> Key:
    return keys.unique(organization_id, Noun.CACHE, key)


def claim_item(organization_id: UUID, key: str, job_id: UUID, until: datetime) -> Item:
    return {
        **_item(organization_id, key, job_id, "claimed"),
        "until": iso(until),
        "expires_at": int((until + _WAITING_KEPT).timestamp()),
    }


def entry_item(
    organization_id: UUID, key: str, job_id: UUID, entry: CacheEntry, now: datetime
) -> Item:
    return {
        **_item(organization_id, key, job_id, "ready"),
        "entry": entry.model_dump(mode="json"),
        "expires_at": int((now + KEPT).timestamp()),
    }


def _item(organization_id: UUID, key: str, job_id: UUID, state: str) -> Item:
    return {
        **entry_key(organization_id, key)._asdict(),
        "kind": str(Noun.CACHE),
        "state": state,
        "job_id": str(job_id),
    }


def waiting_partition(organization_id: UUID, key: str) -> str:
    return keys.collection(organization_id, Noun.CACHE, key)


def waiting_key(organization_id: UUID, key: str, node: WaitingNode) -> Key:
    """Derived from the message, so that a repeated message overwrites its own item."""
    item_id = derived_id("waiting_node", node.message)
    return keys.member(organization_id, Noun.CACHE, key, Noun.WAITING_NODE, item_id)


def waiting_item(organization_id: UUID, key: str, node: WaitingNode, now: datetime) -> Item:
    return {
        **waiting_key(organization_id, key, node)._asdict(),
        "kind": str(Noun.WAITING_NODE),
        "node": node.model_dump(mode="json"),
        "expires_at": int((now + _WAITING_KEPT).timestamp()),
    }
