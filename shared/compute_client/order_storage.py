"""Ordered entities in the platform table, each with its order in an item of its own.

Events about an order arrive late, twice and out of order, and two of them may be handled at
once. Every change is therefore one update that states the condition it depends on.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.repository import Repository
from shared.aws.writes import Put, Update
from shared.compute.contract.errors import CANCELLED
from shared.compute.contract.tasks import Failure, TaskSubmission
from shared.compute_client.errors import ORDER_MOVED_ON
from shared.compute_client.models import Ordered, OrderStatus
from shared.core.clock import iso
from shared.core.errors import Conflict

O = TypeVar("O", bound=Ordered)  # noqa: E741  # it stands for Ordered


class OrderMovedOn(Conflict):
    """The order is in a later state than the change assumes."""

    def __init__(self) -> None:
        super().__init__(ORDER_MOVED_ON, "The order is further than that already.")


class OrderedRepository(Repository[O]):
    """The updates raise `OrderMovedOn` if the order has ended already."""

    def order(self, entity: O, submission: TaskSubmission) -> Put:
        """Store the exact submission, so that it can be repeated after a crash."""
        key = self._order_key(entity.organization_id, entity.id)
        return Put({**key._asdict(), "kind": "ORDER", "submission": submission.model_dump_json()})

    def find_order(self, organization_id: UUID, entity_id: UUID) -> TaskSubmission | None:
        item = self.table.get(self._order_key(organization_id, entity_id))
        return TaskSubmission.model_validate_json(item["submission"]) if item else None

    def submission(self, entity: O, workflow_id: str, at: datetime) -> Update:
        """Record that Compute has accepted the order as task `workflow_id`."""
        return self._change(entity, OrderStatus.PROCESSING, at, workflow_id=workflow_id)

    def completion(self, entity: O, at: datetime, **values: Any) -> Update:
        """Complete the order; `values` are the attributes of its result, as JSON."""
        ended = {"completed_at": iso(at), **values}
        return self._change(entity, OrderStatus.COMPLETED, at, **ended)

    def failure(self, entity: O, error: Failure, at: datetime) -> Update:
        """End the order without a result, as `end_of(error)`."""
        return self._change(
            entity,
            end_of(error),
            at,
            error_code=error.code,
            error_message=error.detail,
            completed_at=iso(at),
        )

    def abandonment(self, entity: O, error: Failure, at: datetime) -> Update:
        """`failure` of an order that Compute is not known to have accepted."""
        return replace(
            self.failure(entity, error, at),
            condition="#status = :pending",
            values={"pending": str(OrderStatus.PENDING)},
        )

    def carry_out(self, update: Update) -> O:
        """Make one change that has no event; returns the entity after it."""
        return self.read(self.table.update(update))

    def status_indexes(self, entity: O, status: OrderStatus) -> Item:
        """Index attributes that depend on the status; none by default."""
        return {}

    def _change(self, entity: O, to: OrderStatus, at: datetime, **values: Any) -> Update:
        """Move an open order to `to`."""
        return Update(
            self.key(entity),
            set={
                **values,
                "status": str(to),
                **self.status_indexes(entity, to),
                "updated_at": iso(at),
            },
            add={"version": 1},
            condition="#status IN (:pending, :processing)",
            values={
                "pending": str(OrderStatus.PENDING),
                "processing": str(OrderStatus.PROCESSING),
            },
            error=OrderMovedOn(),
        )

    def _order_key(self, organization_id: UUID, entity_id: UUID) -> Key:
        return keys.member(organization_id, self.noun, entity_id, Noun.TASK, "ORDER")


def end_of(error: Failure) -> OrderStatus:
    return OrderStatus.CANCELLED if error.code == CANCELLED.name else OrderStatus.FAILED
