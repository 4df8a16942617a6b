"""The ledger of an organization, and the report that is made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.compute.billing.costs import CostQuery, CostService
from shared.compute.billing.ledger import Ledger
from shared.compute.contract.costs import CostReport, EntryKind, LedgerEntry
from shared.core.errors import Invalid
from shared.core.ids import derived_id
from tests.scenes.compute_scene import NOW, ORG, OTHER_ORG

SPRING, AUTUMN = UUID(int=0xA), UUID(int=0xB)

pytestmark = pytest.mark.usefixtures("no_stream")


def line(name: str, at: datetime = NOW, **changes: Any) -> LedgerEntry:
    usual: dict[str, Any] = {
        "kind": EntryKind.CHARGE, "task_id": derived_id("task", name), "node_id": name,
        "generation_id": derived_id("generation", name), "shooting_id": SPRING,
        "node_type": "generate", "provider": "fal", "model": "m", "amount_microusd": 40,
    }  # fmt: skip
    return LedgerEntry(id=derived_id("line", name), at=at, **{**usual, **changes})


LINES = (
    line("a"),
    line("b", NOW - timedelta(days=1), provider="bfl", amount_microusd=30),
    line("c", NOW - timedelta(days=2), amount_microusd=0, cached=True, saved_microusd=40),
    line("d", NOW - timedelta(days=3), shooting_id=AUTUMN, amount_microusd=50),
    line(
        "e", NOW - timedelta(days=2), shooting_id=AUTUMN, amount_microusd=-50, kind=EntryKind.REFUND
    ),
    line("f", NOW - timedelta(days=40), amount_microusd=1000),
)


@pytest.fixture
def costs(ledger: Ledger) -> CostService:
    ledger.add(ORG, LINES)
    return CostService(ledger, lambda: NOW + timedelta(seconds=1))


def report(costs: CostService, **query: Any) -> CostReport:
    return costs.report(ORG, CostQuery(**query))


def names(told: CostReport) -> list[str]:
    return [entry.node_id for entry in told.entries]


def test_lines_come_newest_first(ledger: Ledger, costs: CostService) -> None:
    found = list(ledger.between(ORG, NOW - timedelta(days=3), NOW))
    assert [entry.node_id for entry in found][:1] == ["b"]
    assert sorted(found, key=lambda entry: entry.at, reverse=True) == found
    assert {entry.node_id for entry in found} == {"b", "c", "d", "e"}
    assert list(ledger.between(OTHER_ORG, NOW - timedelta(days=3), NOW)) == []


def test_added_twice_is_there_once(ledger: Ledger, costs: CostService) -> None:
    ledger.add(ORG, LINES)
    assert report(costs).amount_microusd == 70


def test_hundreds_are_added_once_each(ledger: Ledger) -> None:
    """More than a transaction can hold; the first part is there already, the second is not."""
    lines = [line(f"n{number}") for number in range(110)]
    ledger.add(ORG, lines[:100])
    ledger.add(ORG, lines)
    found = list(ledger.between(ORG, NOW, NOW + timedelta(seconds=1)))
    assert sorted(entry.node_id for entry in found) == sorted(entry.node_id for entry in lines)


def test_last_month_is_added_up(costs: CostService) -> None:
    told = report(costs)
    assert (told.amount_microusd, told.saved_microusd, told.refunded_microusd) == (70, 40, 50)
    assert len(told.entries) == 5
    assert [(g.key, g.amount_microusd, g.saved_microusd, g.nodes) for g in told.groups] == [
        ("fal", 40, 40, 3),
        ("bfl", 30, 0, 1),
    ]


@pytest.mark.parametrize(
    ("group_by", "keys"),
    [
        ("shooting", [str(SPRING), str(AUTUMN)]),
        ("day", ["2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01"]),
    ],
)
def test_groups_are_as_asked_for(costs: CostService, group_by: Any, keys: list[str]) -> None:
    told = report(costs, group_by=group_by)
    assert [group.key for group in told.groups] == keys
    assert sum(group.amount_microusd for group in told.groups) == told.amount_microusd


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"shooting_id": AUTUMN}, {"d", "e"}),
        ({"provider": "bfl"}, {"b"}),
        ({"generation_id": derived_id("generation", "a")}, {"a"}),
        ({"provider": "nobody"}, set()),
        ({"start": NOW - timedelta(days=41), "end": NOW - timedelta(days=39)}, {"f"}),
    ],
)
def test_filters_bound_totals_and_lines(
    costs: CostService, query: dict[str, Any], found: set[str]
) -> None:
    told = report(costs, **query)
    assert set(names(told)) == found
    assert told.amount_microusd == sum(entry.amount_microusd for entry in told.entries)


def test_pages_hold_each_line_once(costs: CostService) -> None:
    whole, seen, cursor = names(report(costs)), [], None
    while True:
        page = report(costs, limit=2, cursor=cursor)
        assert page.amount_microusd == 70
        seen += names(page)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == whole


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"start": NOW, "end": NOW}, "bad_period"),
        ({"start": NOW - timedelta(days=400), "end": NOW}, "bad_period"),
        ({"start": datetime(2026, 1, 1), "end": NOW}, "bad_period"),
        ({"cursor": "e30"}, "bad_cursor"),
        ({"cursor": "rubbish"}, "bad_cursor"),
    ],
)
def test_bad_question_is_refused(costs: CostService, query: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        report(costs, **query)
    assert refused.value.code == code


def test_other_time_zones_mean_the_same_moments(costs: CostService) -> None:
    start = datetime.fromisoformat("2026-03-01T12:30:00+01:00")
    told = report(costs, start=start, end=start + timedelta(hours=1))
    assert names(told) == ["a"]
    assert told.entries[0].at == datetime(2026, 3, 1, 12, tzinfo=UTC)
