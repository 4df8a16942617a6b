"""The part of Compute's contract that is about money: estimates, costs and budgets.

All amounts are millionths of a US dollar (`_microusd`), whole numbers.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.core.model import Model

Amount = Annotated[int, Field(ge=0, le=10**15)]


class NodeEstimate(Model):
    """`min` is the cheapest provider that may be asked, `max` the dearest with one more try.

    `cached`: an equal node has been carried out, so it will cost nothing.
    """

    node_id: str
    type: str
    provider: str | None = None  # the first choice; None for what runs here
    model: str | None = None
    min_microusd: Amount
    expected_microusd: Amount
    max_microusd: Amount
    cached: bool = False
    saved_microusd: Amount = 0


class Estimate(Model):
    """`POST /api/v1/tasks/estimate`: what a task would cost; nothing is queued."""

    min_microusd: Amount
    expected_microusd: Amount
    max_microusd: Amount
    saved_by_cache_microusd: Amount
    price_version: int
    nodes: tuple[NodeEstimate, ...]


class EntryKind(StrEnum):
    CHARGE = "charge"  # a node was carried out
    REFUND = "refund"  # ... and given back, because its task came to nothing


class LedgerEntry(Model):
    """One line; never changed and never deleted. A refund has a negative amount."""

    id: UUID
    kind: EntryKind
    at: datetime
    task_id: UUID
    generation_id: UUID
    shooting_id: UUID | None
    node_id: str
    node_type: str
    provider: str | None
    model: str | None
    amount_microusd: int
    saved_microusd: int = 0
    cached: bool = False
    price_version: int | None = None
    reason: str = ""


class CostGroup(Model):
    """`key` is a provider, a shooting's id, a generation's id or a day, as asked for."""

    key: str
    amount_microusd: int
    saved_microusd: int
    nodes: int


class CostReport(Model):
    """`GET /api/v1/costs`: totals over the period, in groups, and the newest lines."""

    start: datetime
    end: datetime
    amount_microusd: int
    saved_microusd: int
    refunded_microusd: int
    groups: tuple[CostGroup, ...]
    entries: tuple[LedgerEntry, ...]
    next_cursor: str | None = None


GroupBy = Literal["provider", "shooting", "generation", "day"]


class BudgetScope(StrEnum):
    ORGANIZATION = "organization"
    SHOOTING = "shooting"
    PROVIDER = "provider"


class Budget(Model):
    """`name` is the shooting's id or the provider's name; for the organization it is "all".

    `held` is set aside for what is at work; a task is refused when `spent + held` and its own
    estimate would pass `limit`.
    """

    scope: BudgetScope
    name: str = "all"
    limit_microusd: Amount
    spent_microusd: int = 0
    held_microusd: int = 0


class BudgetSet(Model):
    limit_microusd: Amount


class BudgetList(Model):
    items: tuple[Budget, ...]
