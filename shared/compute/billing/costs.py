"""What an organization has spent: the ledger, added up."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.compute.billing.ledger import Ledger
from shared.compute.contract.costs import CostGroup, CostReport, EntryKind, GroupBy, LedgerEntry
from shared.compute.contract.errors import BAD_PERIOD
from shared.core.clock import Clock, utc_now
from shared.core.model import Model
from shared.core.paging import Limit, bad_cursor, decode_cursor, encode_cursor

_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)

NONE = "none"  # the group of what has no shooting, or ran here

_KEY_OF: Mapping[GroupBy, Callable[[LedgerEntry], str]] = {
    "provider": lambda line: line.provider or NONE,
    "shooting": lambda line: str(line.shooting_id or NONE),
    "generation": lambda line: str(line.generation_id),
    "day": lambda line: line.at.date().isoformat(),
}


class CostQuery(Model):
    """Query parameters of a cost report."""

    start: datetime | None = Field(
        default=None,
        description="Start of the period, inclusive, with a time zone; by default 30 days before "
        "`end`.",
    )
    end: datetime | None = Field(
        default=None,
        description="End of the period, exclusive, with a time zone; by default now. At most 366 "
        "days after `start`.",
    )
    shooting_id: UUID | None = Field(default=None, description="Only entries of this shooting.")
    generation_id: UUID | None = Field(default=None, description="Only entries of this generation.")
    provider: str | None = Field(
        default=None, description="Only entries of this provider.", examples=["bfl"]
    )
    group_by: GroupBy = Field(default="provider", description="How to group the totals.")
    limit: Limit = Field(default=50, description="Number of entries per page.")
    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="`next_cursor` of the previous page."
    )


class CostService:
    def __init__(self, ledger: Ledger, clock: Clock = utc_now) -> None:
        self._ledger = ledger
        self._clock = clock

    def report(self, organization_id: UUID, query: CostQuery) -> CostReport:
        """Invalid `bad_period`, `bad_cursor`. The totals are of the whole period on every page."""
        end = query.end or self._clock()
        start = query.start or end - _USUAL
        _check_period(start, end)
        lines = self._ledger.between(organization_id, start, end)
        return summarize((line for line in lines if _is_wanted(line, query)), start, end, query)


def summarize(
    lines: Iterable[LedgerEntry], start: datetime, end: datetime, query: CostQuery
) -> CostReport:
    """`lines` newest first. Groups are sorted by amount, the dearest first; days by date."""
    after = _place_after(query.cursor)
    totals = _Totals()
    groups: dict[str, _Totals] = {}
    page: list[LedgerEntry] = []
    for line in lines:
        totals.add(line)
        groups.setdefault(_KEY_OF[query.group_by](line), _Totals()).add(line)
        if len(page) <= query.limit and (after is None or _place(line) < after):
            page.append(line)
    shown = page[: query.limit]
    more = len(page) > query.limit
    return CostReport(
        start=start,
        end=end,
        amount_microusd=totals.amount,
        saved_microusd=totals.saved,
        refunded_microusd=totals.refunded,
        groups=_sorted_groups(groups, query.group_by),
        entries=tuple(shown),
        next_cursor=encode_cursor(_position(shown[-1])) if more else None,
    )


class _Totals:
    def __init__(self) -> None:
        self.amount = self.saved = self.refunded = self.nodes = 0

    def add(self, line: LedgerEntry) -> None:
        self.amount += line.amount_microusd
        self.saved += line.saved_microusd
        if line.kind is EntryKind.CHARGE:
            self.nodes += 1
        else:
            self.refunded -= line.amount_microusd


def _sorted_groups(groups: Mapping[str, _Totals], group_by: GroupBy) -> tuple[CostGroup, ...]:
    made = [
        CostGroup(
            key=key,
            amount_microusd=group.amount,
            saved_microusd=group.saved,
            nodes=group.nodes,
        )
        for key, group in groups.items()
    ]
    if group_by == "day":
        return tuple(sorted(made, key=lambda group: group.key))
    return tuple(sorted(made, key=lambda group: (-group.amount_microusd, group.key)))


def _is_wanted(line: LedgerEntry, query: CostQuery) -> bool:
    wanted = (
        (query.shooting_id, line.shooting_id),
        (query.generation_id, line.generation_id),
        (query.provider, line.provider),
    )
    return all(asked is None or asked == given for asked, given in wanted)


def _check_period(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise BAD_PERIOD("Give `start` and `end` with a time zone, such as `Z`.")
    if not start < end <= start + _LONGEST:
        raise BAD_PERIOD(
            f"`end` must be after `start` and at most {_LONGEST.days} days later.",
        )


Place = tuple[datetime, str]


def _place(line: LedgerEntry) -> Place:
    """The order of the ledger."""
    return line.at, str(line.id)


def _position(line: LedgerEntry) -> dict[str, str]:
    return {"at": line.at.isoformat(), "id": str(line.id)}


def _place_after(cursor: str | None) -> Place | None:
    position = decode_cursor(cursor)
    if position is None:
        return None
    try:
        at = datetime.fromisoformat(position["at"])
        return (at, position["id"]) if at.tzinfo else _refuse()
    except (KeyError, ValueError) as error:
        raise bad_cursor() from error


def _refuse() -> Place:
    raise bad_cursor()
