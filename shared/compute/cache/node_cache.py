"""What nodes have given, by what they were asked: equal work is paid for once.

An entry is claimed by the first who needs it and ready when that one has succeeded; those who
come in between leave a waiter and are sent again at the end. Nothing crosses organizations.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Delete, Put
from shared.compute.contract.tasks import Priority
from shared.core.clock import Clock, iso, utc_now
from shared.core.ids import derived_id
from shared.core.model import Model

# A day less than the files under compute/ are kept: what is found can still be copied.
KEPT = timedelta(days=6)
_WAITERS_KEPT = timedelta(days=1)

# Parts of an output that say where it is or for whom, and not what it is.
_NOT_CONTENT = frozenset({"key", "file_key", "id", "node_id", "task_id"})


class KeyedType(Protocol):
    """What the key needs to know of a node type."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def params(self) -> type[Model]: ...
    @property
    def placement(self) -> tuple[str, ...]: ...


def cache_key(
    node_type: KeyedType,
    params: Model | Mapping[str, Any],
    provider: str,
    model: str,
    inputs: Mapping[str, Mapping[str, Any]],
) -> str:
    """SHA-256 over what decides the result; no id of a node or task, no name of its file.

    `inputs` are the needs' outputs by node type. Provider and model are empty for what runs
    here. Parameters that are left out count as their defaults.
    """
    given = params if isinstance(params, Model) else node_type.params.model_validate(params)
    content = {
        "type": node_type.name,
        "version": node_type.version,
        "params": given.model_dump(mode="json", exclude=set(node_type.placement)),
        "provider": provider,
        "model": model,
        "inputs": {name: _identity(output) for name, output in inputs.items()},
    }
    return _digest(content)


def _identity(output: Mapping[str, Any]) -> str:
    """A file is its bytes; anything else is its content."""
    sha256 = output.get("sha256")
    return sha256 if isinstance(sha256, str) and sha256 else _digest(_content(output))


def _content(value: Any) -> Any:
    match value:
        case Mapping():
            return {k: _content(v) for k, v in value.items() if k not in _NOT_CONTENT}
        case list() | tuple():
            return [_content(member) for member in value]
        case _:
            return value


def _digest(content: Any) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class CacheEntry(Model):
    """A result: the node's output, its file where there is one, and what it had cost."""

    model_config = ConfigDict(extra="ignore")

    output: dict[str, Any] = Field(default_factory=dict)
    file_key: str = ""
    mime: str = ""
    provider: str = ""
    model: str = ""
    cost_microusd: int = 0


class Waiter(Model):
    """The message that is to be sent again, and to which queue."""

    message: str
    priority: Priority = Priority.DEFAULT


class NodeCache:
    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def find(self, organization_id: UUID, keys: Sequence[str]) -> CacheEntry | None:
        """The result of the first key that has one."""
        found = self.find_many(organization_id, keys)
        return next((found[key] for key in keys if key in found), None)

    def find_many(self, organization_id: UUID, keys: Sequence[str]) -> dict[str, CacheEntry]:
        """The results by key, without those that there are none of."""
        items = self._table.get_many(_key(organization_id, key) for key in keys)
        return {
            item["sk"]: CacheEntry.model_validate(item["entry"])
            for item in items
            if item["state"] == "ready" and item["expires_at"] > self._seconds()
        }

    def claim(self, organization_id: UUID, key: str, job_id: UUID, until: datetime) -> bool:
        """Take the work upon this job until then; True again for the job that has it already.

        False: there is a result, or another job is at it.
        """
        item = {
            **self._item(organization_id, key, job_id, "claimed"),
            "until": iso(until),
            "expires_at": int((until + _WAITERS_KEPT).timestamp()),
        }
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
        return self._written(Put(item, condition=free, values=values))

    def join(self, organization_id: UUID, key: str, waiter: Waiter) -> bool:
        """Wait for the job that has the claim; False when it has ended meanwhile: look again.

        The waiter is written before the claim is looked at, and whoever ends the claim looks
        for waiters afterwards. So one of the two sees the other.
        """
        self._table.write(Put(self._waiter_item(organization_id, key, waiter), condition=""))
        item = self._table.get(_key(organization_id, key))
        return item is not None and item["state"] == "claimed" and item["until"] > self._now()

    def fulfil(
        self, organization_id: UUID, key: str, job_id: UUID, entry: CacheEntry
    ) -> tuple[Waiter, ...]:
        """Store the result, and tell who waits for it; the first result stays.

        Repeated, it tells of the same waiters, so that a death in between loses nobody.
        """
        self.keep(organization_id, key, job_id, entry)
        return self._waiters(organization_id, key)

    def keep(self, organization_id: UUID, key: str, job_id: UUID, entry: CacheEntry) -> None:
        """Store a result that nobody can be waiting for."""
        item = {
            **self._item(organization_id, key, job_id, "ready"),
            "entry": entry.model_dump(mode="json"),
            "expires_at": int((self._clock() + KEPT).timestamp()),
        }
        none_yet = "attribute_not_exists(pk) OR #state <> :ready OR #expires_at <= :seconds"
        values = {"ready": "ready", "seconds": self._seconds()}
        self._written(Put(item, condition=none_yet, values=values))

    def release(self, organization_id: UUID, key: str, job_id: UUID) -> tuple[Waiter, ...]:
        """Give the claim up without a result; one of those who wait will take it over."""
        own = "#state = :claimed AND #job_id = :job_id"
        values = {"claimed": "claimed", "job_id": str(job_id)}
        self._written(Delete(_key(organization_id, key), condition=own, values=values))
        return self._waiters(organization_id, key)

    def forget(self, organization_id: UUID, key: str, waiters: Sequence[Waiter]) -> None:
        """They have been sent again. Not needed: a waiter told of twice does no harm."""
        for waiter in waiters:
            gone = Delete(_waiter_key(organization_id, key, waiter), condition="")
            self._table.write(gone)

    def _waiters(self, organization_id: UUID, key: str) -> tuple[Waiter, ...]:
        query = Query(keys.collection(organization_id, Noun.CACHE, key))
        return tuple(Waiter.model_validate(item["waiter"]) for item in self._table.every(query))

    def _item(self, organization_id: UUID, key: str, job_id: UUID, state: str) -> Item:
        return {
            **_key(organization_id, key)._asdict(),
            "kind": str(Noun.CACHE),
            "state": state,
            "job_id": str(job_id),
        }

    def _waiter_item(self, organization_id: UUID, key: str, waiter: Waiter) -> Item:
        return {
            **_waiter_key(organization_id, key, waiter)._asdict(),
            "kind": str(Noun.WAITER),
            "waiter": waiter.model_dump(mode="json"),
            "expires_at": int((self._clock() + _WAITERS_KEPT).timestamp()),
        }

    def _written(self, write: Put | Delete) -> bool:
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True

    def _now(self) -> str:
        return iso(self._clock())

    def _seconds(self) -> int:
        return int(self._clock().timestamp())


def _key(organization_id: UUID, key: str) -> Key:
    return keys.unique(organization_id, Noun.CACHE, key)


def _waiter_key(organization_id: UUID, key: str, waiter: Waiter) -> Key:
    """One per message, however often it comes."""
    waiter_id = derived_id("waiter", waiter.message)
    return keys.member(organization_id, Noun.CACHE, key, Noun.WAITER, waiter_id)
