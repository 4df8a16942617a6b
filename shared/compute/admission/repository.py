"""A lane in the compute table: its places are one item with a version, a waiter has two.

`PLACES` is written by every change, on the condition that it is as it was read; so whatever is
written along with it is consistent. `WAIT#...` sorts as the waiters are served. `WAITER#{job}`
finds one by its job and holds its message until the job has begun.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Key
from shared.aws.table import Query, Table
from shared.aws.writes import Delete, Put, Update, Write
from shared.compute.admission.permits import RANKS, Places, Waiter
from shared.compute.admission.requests import Lane


@dataclass(frozen=True, kw_only=True)
class Change:
    """`joined` come new into the line, `unlined` leave it (called or withdrawn); of `settled`
    jobs nothing has to be known any more.
    """

    joined: tuple[Waiter, ...] = ()
    unlined: tuple[Waiter, ...] = ()
    settled: tuple[str, ...] = ()


class WaitingRoom:
    def __init__(self, table: Table) -> None:
        self._table = table

    def places(self, lane: Lane) -> Places:
        item = self._table.get(_places_key(lane))
        return Places.model_validate(_known(item, Places)) if item else Places()

    def read(self, lane: Lane, job_id: UUID) -> tuple[Places, Waiter | None]:
        """The places, and the job's record if it waits or has been called."""
        wanted = (_places_key(lane), _record_key(lane, str(job_id)))
        found = {item["sk"]: item for item in self._table.get_many(wanted)}
        stored, record = (found.get(key.sk) for key in wanted)
        return (
            Places.model_validate(_known(stored, Places)) if stored else Places(),
            Waiter.model_validate(_known(record, Waiter)) if record else None,
        )

    def front(self, lane: Lane, count: int) -> list[Waiter]:
        """The next `count` in line, without their messages."""
        if not count:
            return []
        items, _ = self._table.page(Query(keys.lane(*lane), "WAIT#"), limit=count)
        return [Waiter.model_validate(_known(item, Waiter)) for item in items]

    def records(self, lane: Lane, job_ids: Iterable[str]) -> list[Waiter]:
        """With their messages; without those that are settled."""
        items = self._table.get_many(_record_key(lane, job_id) for job_id in job_ids)
        return [Waiter.model_validate(_known(item, Waiter)) for item in items]

    def commit(self, lane: Lane, places: Places, change: Change) -> None:
        """ConditionFailed or Conflict `write_conflict` when the lane has changed since."""
        update = _places_update(lane, places)
        beside = list(_writes(lane, change))
        if beside:
            self._table.transact([update, *beside])
        else:
            self._table.update(update)


def _places_update(lane: Lane, places: Places) -> Update:
    state = places.model_dump(mode="json", exclude={"version"})
    if places.version:
        return Update(_places_key(lane), set=state, version=places.version)
    return Update(
        _places_key(lane), set={**state, "version": 1}, condition="attribute_not_exists(pk)"
    )


def _writes(lane: Lane, change: Change) -> Iterable[Write]:
    """The version of the places guards them all. Records come and go unconditionally: one of
    a job that lost its place may still be there when the job comes again.
    """
    for waiter in change.joined:
        item = waiter.model_dump(mode="json")
        yield Put({**_line_key(lane, waiter)._asdict(), **item, "message": ""})
        yield Put({**_record_key(lane, waiter.job_id)._asdict(), **item}, condition="")
    for waiter in change.unlined:
        yield Delete(_line_key(lane, waiter))
    for job_id in change.settled:
        yield Delete(_record_key(lane, job_id), condition="")


def _known(item: dict[str, object], model: type[Places] | type[Waiter]) -> dict[str, object]:
    return {name: value for name, value in item.items() if name in model.model_fields}


def _places_key(lane: Lane) -> Key:
    return Key(keys.lane(*lane), "PLACES")


def _line_key(lane: Lane, waiter: Waiter) -> Key:
    rank = RANKS[waiter.priority]
    turn = f"{rank}#{waiter.tag:012d}#{waiter.arrival:012d}"
    return Key(keys.lane(*lane), f"WAIT#{turn}#{waiter.job_id}")


def _record_key(lane: Lane, job_id: str) -> Key:
    return Key(keys.lane(*lane), f"WAITER#{job_id}")
