"""Ordered things in the platform table, each with its order beside it.

Events about them come late, twice and out of order, so every change is one update that states
what must still hold.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from shared.aws import keys
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
    """It is further than what was to be written of it: this comes late."""

    def __init__(self) -> None:
        super().__init__(ORDER_MOVED_ON, "The order is further than that already.")


class OrderedRepository(Repository[O]):
    def order(self, entity: O, submission: TaskSubmission) -> Put:
        """What is asked of Compute, word for word: to ask again if we die before it has it."""
        key = self._order_key(entity.organization_id, entity.id)
        return Put({**key._asdict(), "kind": "ORDER", "submission": submission.model_dump_json()})

    def find_order(self, organization_id: UUID, entity_id: UUID) -> TaskSubmission | None:
        item = self.table.get(self._order_key(organization_id, entity_id))
        return TaskSubmission.model_validate_json(item["submission"]) if item else None

    def submission(self, entity: O, workflow_id: str, at: datetime) -> Update:
        """Compute has it."""
        return self._change(entity, OrderStatus.PROCESSING, at, workflow_id=workflow_id)

    def completion(self, entity: O, at: datetime, **values: Any) -> Update:
        """`values` is what came of it, as JSON."""
        ended = {"completed_at": iso(at), **values}
        return self._change(entity, OrderStatus.COMPLETED, at, **ended)

    def failure(self, entity: O, error: Failure, at: datetime) -> Update:
        to = OrderStatus.CANCELLED if error.code == CANCELLED.name else OrderStatus.FAILED
        return self._change(
            entity,
            to,
            at,
            error_code=error.code,
            error_message=error.detail,
            completed_at=iso(at),
        )

    def abandonment(self, entity: O, error: Failure, at: datetime) -> Update:
        """A failure to order it; void if Compute has been heard to have it meanwhile."""
        return replace(
            self.failure(entity, error, at),
            condition="#status = :pending",
            values={"pending": str(OrderStatus.PENDING)},
        )

    def _change(self, entity: O, to: OrderStatus, at: datetime, **values: Any) -> Update:
        """Move what has not ended to `to`; else `OrderMovedOn`."""
        return Update(
            self.key(entity),
            set={**values, "status": str(to), "updated_at": iso(at)},
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
