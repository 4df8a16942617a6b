"""Compute's HTTP contract for money: estimates, costs and budgets.

All amounts are whole millionths of a US dollar (`_microusd`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.core.model import Model

Amount = Annotated[int, Field(ge=0, le=10**15)]


class NodeEstimate(Model):
    """What one node of a task would cost."""

    node_id: str = Field(description="Id of the node within its task.", examples=["generate_0"])
    type: str = Field(description="Node type.", examples=["generate"])
    provider: str | None = Field(
        default=None,
        description="The provider that would be tried first; null for local nodes and if no "
        "provider is available.",
        examples=["recraft"],
    )
    model: str | None = Field(
        default=None, description="That provider's model.", examples=["recraftv4_1"]
    )
    min_microusd: Amount = Field(
        description="Price at the cheapest allowed provider, in millionths of a US dollar.",
        examples=[35_000],
    )
    expected_microusd: Amount = Field(
        description="Price at the first provider, in millionths of a US dollar.", examples=[35_000]
    )
    max_microusd: Amount = Field(
        description="Twice the price at the most expensive allowed provider, which covers one "
        "failed attempt, in millionths of a US dollar.",
        examples=[80_000],
    )
    cached: bool = Field(
        default=False, description="Whether the result is in the cache, so that it costs nothing."
    )
    saved_microusd: Amount = Field(
        default=0,
        description="What a cached result cost originally, in millionths of a US dollar.",
    )


class Estimate(Model):
    """What a task would cost. Nothing is queued or reserved."""

    min_microusd: Amount = Field(
        description="Lowest price of all nodes, in millionths of a US dollar.", examples=[70_000]
    )
    expected_microusd: Amount = Field(
        description="Expected price of all nodes, in millionths of a US dollar.", examples=[70_000]
    )
    max_microusd: Amount = Field(
        description="Highest price of all nodes, in millionths of a US dollar; this amount is "
        "held in the budgets when the task is submitted.",
        examples=[160_000],
    )
    saved_by_cache_microusd: Amount = Field(
        description="What cached results save, in millionths of a US dollar.", examples=[0]
    )
    price_version: int = Field(description="Version of the price list.", examples=[1])
    nodes: tuple[NodeEstimate, ...] = Field(
        description="The estimate of each node, in topological order."
    )


class EntryKind(StrEnum):
    """`charge` books a node that succeeded, `refund` reverses a charge of a task without result."""

    CHARGE = "charge"
    REFUND = "refund"


class LedgerEntry(Model):
    """One entry of the ledger. Entries are never changed and never deleted."""

    id: UUID = Field(description="Id of the entry.")
    kind: EntryKind = Field(description="Whether the entry is a charge or a refund.")
    at: datetime = Field(description="When the node, or for a refund the task, ended.")
    task_id: UUID = Field(description="The task of the node.")
    generation_id: UUID = Field(description="Id of the entity that the task is for.")
    shooting_id: UUID | None = Field(description="The shooting of the task; null without one.")
    node_id: str = Field(description="Id of the node within its task.", examples=["generate_0"])
    node_type: str = Field(description="Node type.", examples=["generate"])
    provider: str | None = Field(description="Provider that made the result.", examples=["bfl"])
    model: str | None = Field(description="The provider's model.", examples=["flux-2-pro"])
    amount_microusd: int = Field(
        description="Amount in millionths of a US dollar; negative for a refund, 0 for a cached "
        "result.",
        examples=[45_000],
    )
    saved_microusd: int = Field(
        default=0,
        description="What a cached result cost originally, in millionths of a US dollar.",
    )
    cached: bool = Field(
        default=False, description="Whether the result was reused from the cache, at no cost."
    )
    price_version: int | None = Field(
        default=None, description="Version of the price list that was applied.", examples=[1]
    )
    reason: str = Field(
        default="",
        description="Error code of the task that was refunded; empty for a charge.",
        examples=["provider_refused"],
    )


class CostGroup(Model):
    """The totals of one group of ledger entries."""

    key: str = Field(
        description="A provider, the id of a shooting or of a generation, or a day "
        '(`YYYY-MM-DD`, UTC), depending on `group_by`; "none" for entries without one.',
        examples=["bfl"],
    )
    amount_microusd: int = Field(
        description="Charges minus refunds, in millionths of a US dollar.", examples=[135_000]
    )
    saved_microusd: int = Field(
        description="What cached results saved, in millionths of a US dollar.", examples=[45_000]
    )
    nodes: int = Field(description="Number of charged nodes, including cached ones.", examples=[4])


class CostReport(Model):
    """The costs of a period: totals, groups, and the entries from newest to oldest."""

    start: datetime = Field(description="Start of the period, inclusive.")
    end: datetime = Field(description="End of the period, exclusive.")
    amount_microusd: int = Field(
        description="Charges minus refunds, in millionths of a US dollar.", examples=[135_000]
    )
    saved_microusd: int = Field(
        description="What cached results saved, in millionths of a US dollar.", examples=[45_000]
    )
    refunded_microusd: int = Field(
        description="Sum of the refunds as a positive amount, in millionths of a US dollar.",
        examples=[0],
    )
    groups: tuple[CostGroup, ...] = Field(
        description="The groups of the whole period: days by date, others by falling amount."
    )
    entries: tuple[LedgerEntry, ...] = Field(
        description="One page of the matching ledger entries, newest first."
    )
    next_cursor: str | None = Field(
        default=None,
        description="Cursor of the next page of `entries`; null on the last page.",
        examples=["eyJwayI6Ik9SRyMwMTk5In0"],
    )


GroupBy = Literal["provider", "shooting", "generation", "day"]


class BudgetScope(StrEnum):
    """What a budget limits: the whole organization, one shooting, or one provider."""

    ORGANIZATION = "organization"
    SHOOTING = "shooting"
    PROVIDER = "provider"


class Budget(Model):
    """A budget with its balance.

    A task is refused if `spent_microusd + held_microusd` and its highest estimate together exceed
    `limit_microusd`.
    """

    scope: BudgetScope = Field(description="What the budget limits.")
    name: str = Field(
        default="all",
        description='Id of the shooting or name of the provider; "all" for the organization.',
        examples=["all"],
    )
    limit_microusd: Amount = Field(
        description="The limit in millionths of a US dollar.", examples=[5_000_000]
    )
    spent_microusd: int = Field(
        default=0,
        description="Amount spent so far, in millionths of a US dollar.",
        examples=[135_000],
    )
    held_microusd: int = Field(
        default=0,
        description="Amount reserved for unfinished work, in millionths of a US dollar.",
        examples=[160_000],
    )


class BudgetSet(Model):
    """A new limit. Spent and held amounts stay as they are."""

    limit_microusd: Amount = Field(
        description="The limit in millionths of a US dollar.", examples=[5_000_000]
    )


class BudgetList(Model):
    """All budgets of an organization."""

    items: tuple[Budget, ...] = Field(description="The budgets, by scope and name.")
