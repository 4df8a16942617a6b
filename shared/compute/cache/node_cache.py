"""The cache of node results, shared by all tasks of one organization.

The first job that needs a result claims its key; when the job succeeds, the claim becomes an
entry. Nodes that need the same result in the meantime register as waiting nodes, and their
messages are sent again when the claim ends. Organizations share nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Delete, Put
from shared.compute.cache.cache_items import (
    CacheEntry,
    WaitingNode,
    claim_item,
    entry_item,
    entry_key,
    waiting_item,
    waiting_key,
    waiting_partition,
)
from shared.core.clock import Clock, iso, utc_now


class NodeCache:
    """Entries, claims and waiting nodes. All `key` arguments are those of `cache_key`."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def find(self, organization_id: UUID, keys: Sequence[str]) -> CacheEntry | None:
        """Return the entry of the first key that has one."""
        found = self.find_many(organization_id, keys)
        return next((found[key] for key in keys if key in found), None)

    def find_many(self, organization_id: UUID, keys: Sequence[str]) -> dict[str, CacheEntry]:
        """Return the entries by key; keys without an entry are left out."""
        items = self._table.get_many(entry_key(organization_id, key) for key in keys)
        return {
            item["sk"]: CacheEntry.model_validate(item["entry"])
            for item in items
            if item["state"] == "ready" and item["expires_at"] > self._seconds()
        }

    def claim(self, organization_id: UUID, key: str, job_id: UUID, until: datetime) -> bool:
        """Claim the key for a job until then. Idempotent: True again for the job that holds it.

        Returns False if there is an entry, or if another job holds the claim.
        """
        free = (
            "attribute_not_exists(pk) OR #expires_at <= :seconds"
            " OR (#state = :claimed AND (#job_id = :job_id OR #until <= :now))"
        )
        values = {
            "seconds": self._seconds(),
            "claimed": "claimed",
            "job_id": str(job_id),
            "now": iso(self._clock()),
        }
        item = claim_item(organization_id, key, job_id, until)
        return self._try_write(Put(item, condition=free, values=values))

    def join(self, organization_id: UUID, key: str, node: WaitingNode) -> bool:
        """Register a waiting node. Returns False if no claim is left to wait for.

        The node is written before the claim is read, and a claim is ended before its waiting
        nodes are read. So either the node sees that the claim has ended, or the end of the
        claim sees the node.
        """
        item = waiting_item(organization_id, key, node, self._clock())
        self._table.write(Put(item, condition=""))
        entry = self._table.get(entry_key(organization_id, key))
        return entry is not None and entry["state"] == "claimed" and entry["until"] > self._now()

    def fulfil(
        self, organization_id: UUID, key: str, job_id: UUID, entry: CacheEntry
    ) -> tuple[WaitingNode, ...]:
        """Turn the claim into an entry, and return the nodes that wait for it.

        An existing entry is kept. A repeated call returns the same nodes until `forget` removes
        them, so a caller that dies before it sends their messages loses none.
        """
        self.store(organization_id, key, job_id, entry)
        return self._waiting(organization_id, key)

    def store(self, organization_id: UUID, key: str, job_id: UUID, entry: CacheEntry) -> None:
        """Store an entry that was not claimed, so that no node can wait for it."""
        item = entry_item(organization_id, key, job_id, entry, self._clock())
        none_yet = "attribute_not_exists(pk) OR #state <> :ready OR #expires_at <= :seconds"
        values = {"ready": "ready", "seconds": self._seconds()}
        self._try_write(Put(item, condition=none_yet, values=values))

    def release(self, organization_id: UUID, key: str, job_id: UUID) -> tuple[WaitingNode, ...]:
        """End the claim without an entry, and return the nodes that wait; one will claim next."""
        own = "#state = :claimed AND #job_id = :job_id"
        values = {"claimed": "claimed", "job_id": str(job_id)}
        self._try_write(Delete(entry_key(organization_id, key), condition=own, values=values))
        return self._waiting(organization_id, key)

    def forget(self, organization_id: UUID, key: str, nodes: Sequence[WaitingNode]) -> None:
        """Remove waiting nodes whose messages were sent. Optional: sending twice is harmless."""
        for node in nodes:
            self._table.write(Delete(waiting_key(organization_id, key, node), condition=""))

    def _waiting(self, organization_id: UUID, key: str) -> tuple[WaitingNode, ...]:
        query = Query(waiting_partition(organization_id, key))
        return tuple(WaitingNode.model_validate(item["node"]) for item in self._table.every(query))

    def _try_write(self, write: Put | Delete) -> bool:
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True

    def _now(self) -> str:
        return iso(self._clock())

    def _seconds(self) -> int:
        return int(self._clock().timestamp())
