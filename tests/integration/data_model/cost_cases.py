"""What nodes have given and what they cost: the cache, budgets and the ledger."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from shared.aws.table import Table
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.ledger import Ledger
from shared.compute.cache.cache_items import CacheEntry, WaitingNode
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.costs import BudgetScope, EntryKind, LedgerEntry
from shared.core.ids import derived_id
from tests.integration.data_model.stage import Case, Proof, Stage

_NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_KEY, _OTHER_KEY = "a" * 64, "b" * 64


def _cache() -> NodeCache:
    return NodeCache(Table("compute"), lambda: _NOW)


def _claimed(stage: Stage) -> NodeCache:
    """Each key by a job; one more waits for the first."""
    cache, job_id = _cache(), derived_id("job", stage.owner)
    for key in (_KEY, _OTHER_KEY):
        cache.claim(stage.owner, key, job_id, _NOW + timedelta(minutes=1))
    cache.join(stage.owner, _KEY, WaitingNode(message="{}"))
    return cache


def results(stage: Stage) -> Proof:
    cache = _claimed(stage)
    return Proof(
        {"org": stage.owner, "key": _KEY},
        (_KEY,),
        lambda: cache.find(stage.owner, [_KEY, _OTHER_KEY]),
        by="sk",
    )


def claim(stage: Stage) -> Proof:
    cache = _claimed(stage)
    return Proof(
        {"org": stage.owner, "key": _OTHER_KEY},
        (_OTHER_KEY,),
        lambda: cache.join(stage.owner, _OTHER_KEY, WaitingNode(message="{}")),
        by="sk",
    )


def cache_waiters(stage: Stage) -> Proof:
    cache, job_id = _claimed(stage), derived_id("job", stage.owner)
    waiting_id = derived_id("waiting_node", "{}")
    return Proof(
        {"org": stage.owner, "key": _KEY},
        (f"WAITING_NODE#{waiting_id}",),
        lambda: cache.fulfil(stage.owner, _KEY, job_id, CacheEntry()),
        by="sk",
    )


def _budgets(stage: Stage) -> Budgets:
    budgets = Budgets(Table("compute"), lambda: _NOW)
    for scope, name in ((BudgetScope.ORGANIZATION, "all"), (BudgetScope.PROVIDER, "fal")):
        budgets.set_limit(stage.owner, scope, name, 1_000)
    return budgets


def every_budget(stage: Stage) -> Proof:
    budgets = _budgets(stage)
    values = {"org": stage.owner}
    return Proof(values, ("all", "fal"), lambda: budgets.every(stage.owner), by="name")


def budget(stage: Stage) -> Proof:
    budgets = _budgets(stage)
    return Proof(
        {"org": stage.owner, "scope": "provider", "name": "fal"},
        ("fal",),
        lambda: budgets.allows(stage.owner, "fal"),
        by="name",
    )


def budgets_of_task(stage: Stage) -> Proof:
    budgets = _budgets(stage)
    return Proof(
        {"org": stage.owner, "scope": "organization", "name": "all"},
        ("all",),
        lambda: budgets.for_task(stage.owner, None),
        by="name",
    )


def hold(stage: Stage) -> Proof:
    budgets, job_id = _budgets(stage), derived_id("job", stage.owner)
    budgets.hold_provider(stage.owner, "fal", job_id, 10)
    sk = f"HOLD#provider#fal#{job_id}"
    return Proof(
        {"org": stage.owner, "scope": "provider", "name": "fal", "holder": job_id},
        (sk,),
        lambda: budgets.settle_provider(stage.owner, "fal", job_id, 7),
        by="sk",
    )


def _charged(stage: Stage) -> tuple[Ledger, list[LedgerEntry]]:
    """Two lines of one month, the later one first."""
    lines = [
        LedgerEntry(
            id=derived_id("ledger", stage.owner, day),
            kind=EntryKind.CHARGE,
            at=_NOW + timedelta(days=day),
            task_id=derived_id("task", stage.owner),
            generation_id=derived_id("generation", stage.owner),
            shooting_id=None,
            node_id="prepare",
            node_type="prepare",
            provider="fal",
            model="birefnet",
            amount_microusd=5,
        )
        for day in (3, 0)
    ]
    ledger = Ledger(Table("compute"))
    ledger.add(stage.owner, lines)
    return ledger, lines


def ledger_of_month(stage: Stage) -> Proof:
    ledger, lines = _charged(stage)
    start, end = _NOW.replace(hour=0), _NOW.replace(month=4, hour=0)
    return Proof(
        {"org": stage.owner, "month": "2026-03"},
        tuple(line.id for line in lines),
        lambda: list(ledger.between(stage.owner, start, end)),
    )


def ledger_of_day(stage: Stage) -> Proof:
    ledger, (_, line) = _charged(stage)
    return Proof(
        {"org": stage.owner, "day": "2026-03-01"},
        (line.id,),
        lambda: list(ledger.between(stage.owner, _NOW, _NOW + timedelta(hours=1))),
    )


CASES: Mapping[str, Case] = {
    "AP120": results,
    "AP121": claim,
    "AP122": cache_waiters,
    "AP123": every_budget,
    "AP124": budget,
    "AP125": budgets_of_task,
    "AP126": hold,
    "AP127": ledger_of_month,
    "AP128": ledger_of_day,
}
