"""The ledger: one line for each node that a provider carried out, and one for what is given back.

Lines are only added. A line's id follows from its node, and it is written in the transaction
that ends the node: however often an end is reported, it is charged once.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Noun
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Put
from shared.compute.contract.costs import EntryKind, LedgerEntry
from shared.compute.contract.tasks import NodeStatus
from shared.compute.records.tasks import Task, TaskNode
from shared.core.clock import iso
from shared.core.ids import derived_id

_READ = 500
_CHUNK = 100


def charge(task: Task, node: TaskNode) -> LedgerEntry | None:
    """The line of an ended node; None for one that failed, or that ran here and costs nothing."""
    if node.status is not NodeStatus.SUCCEEDED or node.provider is None:
        return None
    return _entry(task, node, EntryKind.CHARGE, _at(node.completed_at), node.cost_microusd)


def refunds(
    task: Task, nodes: Sequence[TaskNode], at: datetime, reason: str
) -> tuple[LedgerEntry, ...]:
    """What is given back of a task that came to nothing: every amount that was charged."""
    charged = [line for node in nodes if (line := charge(task, node)) and line.amount_microusd > 0]
    by_id = {node.id: node for node in nodes}
    return tuple(
        _entry(
            task, by_id[line.node_id], EntryKind.REFUND, at, -line.amount_microusd, reason=reason
        )
        for line in charged
    )


def charged_total(task: Task, nodes: Sequence[TaskNode]) -> int:
    lines = [charge(task, node) for node in nodes]
    return sum(line.amount_microusd for line in lines if line)


def entry_put(organization_id: UUID, entry: LedgerEntry) -> Put:
    item: Item = {
        **keys.unique(organization_id, Noun.LEDGER, _place(entry))._asdict(),
        **entry.model_dump(mode="json"),
        "at": iso(entry.at),
    }
    return Put(item)


class Ledger:
    def __init__(self, table: Table) -> None:
        self._table = table

    def between(
        self, organization_id: UUID, start: datetime, end: datetime
    ) -> Iterator[LedgerEntry]:
        """The lines of start <= at < end, newest first."""
        pk = keys.partition(organization_id, Noun.LEDGER)
        for prefix in prefixes(start, end):
            query = Query(
                pk,
                prefix=prefix,
                descending=True,
                filter="#at >= :start AND #at < :end",
                values={"start": iso(start), "end": iso(end)},
            )
            position = None
            while True:
                items, position = self._table.page(query, limit=_READ, start=position)
                yield from (LedgerEntry.model_validate(_read(item)) for item in items)
                if position is None:
                    break

    def add(self, organization_id: UUID, entries: Sequence[LedgerEntry]) -> None:
        """Lines that are there already stay; each hundred is written as a whole."""
        for start in range(0, len(entries), _CHUNK):
            puts = [entry_put(organization_id, line) for line in entries[start : start + _CHUNK]]
            try:
                self._table.transact(puts)
            except ConditionFailed:
                continue


def prefixes(start: datetime, end: datetime) -> list[str]:
    """Sort key prefixes that cover start <= at < end, newest first: days, and months where the
    whole month is wanted."""
    day = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[str] = []
    while day < end:
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day.day == 1 and next_month <= end:
            found.append(f"{day:%Y-%m}-")
            day = next_month
        else:
            found.append(f"{day:%Y-%m-%d}T")
            day += timedelta(days=1)
    return found[::-1]


def _entry(
    task: Task, node: TaskNode, kind: EntryKind, at: datetime, amount: int, *, reason: str = ""
) -> LedgerEntry:
    return LedgerEntry(
        id=derived_id("ledger", kind, task.id, node.id),
        kind=kind,
        at=at,
        task_id=task.id,
        generation_id=task.generation_id,
        shooting_id=task.shooting_id,
        node_id=node.id,
        node_type=node.type,
        provider=node.provider,
        model=node.model,
        amount_microusd=amount,
        saved_microusd=node.saved_microusd if kind is EntryKind.CHARGE else 0,
        cached=node.cached,
        price_version=node.price_version,
        reason=reason,
    )


def _place(entry: LedgerEntry) -> str:
    return f"{iso(entry.at)}#{entry.id}"


def _read(item: Item) -> Item:
    return {name: item[name] for name in LedgerEntry.model_fields if name in item}


def _at(completed_at: datetime | None) -> datetime:
    if completed_at is None:
        raise ValueError("a node without an end has no line")
    return completed_at
