"""Which lines a node leaves, and where the lines of a period stand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.compute.billing.ledger import charge, charged_total, prefixes, refunds
from shared.compute.contract.costs import EntryKind
from shared.compute.contract.tasks import NodeStatus, Priority
from shared.compute.records.tasks import Task, TaskNode
from shared.core.clock import iso

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TASK = Task(
    id=UUID(int=1),
    organization_id=UUID(int=2),
    generation_id=UUID(int=3),
    shooting_id=UUID(int=4),
    priority=Priority.DEFAULT,
    actor="user:olga",
    correlation_id="c",
    graph_digest="d",
    node_count=1,
    queued_at=NOW,
)


def node(id: str = "generate_0", **changes: Any) -> TaskNode:
    usual: dict[str, Any] = {
        "type": "generate", "params": {}, "needs": (), "children": (), "position": 0,
        "blocked_by": 0, "status": NodeStatus.SUCCEEDED, "completed_at": NOW, "provider": "fal",
        "model": "m", "cost_microusd": 40_000, "price_version": 1,
    }  # fmt: skip
    return TaskNode(
        organization_id=TASK.organization_id, task_id=TASK.id, id=id, **{**usual, **changes}
    )


def test_run_is_charged() -> None:
    line = charge(TASK, node())
    assert line is not None
    assert (line.kind, line.amount_microusd, line.provider) == (EntryKind.CHARGE, 40_000, "fal")
    assert (line.task_id, line.shooting_id, line.price_version) == (TASK.id, UUID(int=4), 1)


def test_cached_run_is_noted_without_charge() -> None:
    line = charge(TASK, node(cost_microusd=0, cached=True, saved_microusd=40_000))
    assert line is not None
    assert (line.amount_microusd, line.saved_microusd, line.cached) == (0, 40_000, True)


def test_failed_and_local_nodes_leave_no_line() -> None:
    assert charge(TASK, node(status=NodeStatus.FAILED, provider=None)) is None
    assert charge(TASK, node(provider=None, cost_microusd=0)) is None


def test_refund_gives_back_each_amount() -> None:
    nodes = [node("a"), node("b", cost_microusd=0), node("c", cost_microusd=5)]
    given_back = refunds(TASK, nodes, NOW, "provider_refused")
    assert [(line.node_id, line.amount_microusd) for line in given_back] == [
        ("a", -40_000),
        ("c", -5),
    ]
    assert {line.reason for line in given_back} == {"provider_refused"}
    assert charged_total(TASK, nodes) + sum(line.amount_microusd for line in given_back) == 0


def test_line_ids_follow_from_the_node() -> None:
    (refund,) = refunds(TASK, [node()], NOW, "x")
    first, second = charge(TASK, node()), charge(TASK, node())
    assert first is not None
    assert second is not None
    assert first.id == second.id != refund.id


moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(moments, st.timedeltas(timedelta(milliseconds=1), timedelta(days=366)), st.data())
def test_prefixes_cover_the_period_once(
    start: datetime, length: timedelta, data: st.DataObject
) -> None:
    end = start + length
    found = prefixes(start, end)
    seconds = length.total_seconds()
    at = start + timedelta(seconds=seconds * data.draw(st.floats(0, 0.999)))
    assert sum(iso(at).startswith(prefix) for prefix in found) == 1
    assert found == sorted(found, reverse=True)
    assert len(found) <= 12 + 2 * 31


def test_whole_months_are_one_query() -> None:
    march = datetime(2026, 3, 1, tzinfo=UTC)
    assert prefixes(march, datetime(2026, 4, 1, tzinfo=UTC)) == ["2026-03-"]
    assert prefixes(march, datetime(2026, 4, 2, tzinfo=UTC)) == ["2026-04-01T", "2026-03-"]
