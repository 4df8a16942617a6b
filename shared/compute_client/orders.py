"""The life of an order: stored, submitted to Compute, ended; each step has an event.

Steps may run twice, late, or at the same time. None of them guards against that by reading
first: the conditions of `OrderedRepository` decide, and a late step changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Update, Write
from shared.compute.contract.tasks import Failure, TaskSubmission
from shared.compute_client.models import OrderStatus
from shared.compute_client.order_storage import O, OrderedRepository, OrderMovedOn, end_of
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid, SartiqError, Unavailable
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id

Writes = tuple[Write, ...]


class TaskServer(Protocol):
    """The calls of Compute that an order needs; `ComputeServerClient` has them."""

    def submit_task(self, submission: TaskSubmission) -> str: ...

    def cancel_task(self, task_id: str, organization_id: UUID) -> object: ...


@dataclass(frozen=True)
class OrderKind(Generic[O]):
    """Names of one kind of order.

    The first four are the types of its events. `error_id` is the member of an error that holds
    the order's id. `describe` returns the data that each event carries.
    """

    requested: str
    completed: str
    failed: str
    cancelled: str
    error_id: str
    describe: Callable[[O], Mapping[str, Any]]


class OrderLifecycle(Generic[O]):
    def __init__(
        self,
        repository: OrderedRepository[O],
        compute: TaskServer,
        kind: OrderKind[O],
        clock: Clock,
    ) -> None:
        self._orders = repository
        self._compute = compute
        self._kind = kind
        self._clock = clock

    def place(self, entity: O, order: TaskSubmission, writes: Writes = (), **data: Any) -> O:
        """Store the entity with its order and `writes`, then submit the order.

        `data` are further members of the event. If Compute refuses or does not answer, the
        entity fails with that error, and the error is raised with the entity's id.
        """
        self._orders.commit(
            self._orders.creation(entity),
            self._orders.order(entity, order),
            *writes,
            put_event(self._event(self._kind.requested, entity, order.actor, **data)),
        )
        try:
            workflow_id = self._compute.submit_task(order)
        except (Unavailable, Invalid, Conflict) as refusal:
            if not self._abandon(entity, refusal, order.actor):
                # Only the answer was lost: Compute has begun.
                return self._orders.get(entity.organization_id, entity.id)
            refusal.extra[self._kind.error_id] = str(entity.id)
            raise
        return self._record(entity, workflow_id)

    def resume(self, organization_id: UUID, entity_id: UUID) -> None:
        """Submit a stored order again unless Compute is known to have accepted it.

        That is the case if the function died between the two steps. Compute recognizes the
        entity's id, so an order that did arrive stays one task. Raises Unavailable while
        Compute does not answer; the event is then delivered again.
        """
        entity = self._orders.find(organization_id, entity_id)
        order = self._orders.find_order(organization_id, entity_id)
        if entity is None or order is None or entity.status is not OrderStatus.PENDING:
            return
        try:
            workflow_id = self._compute.submit_task(order)
        except (Invalid, Conflict) as refusal:
            self._abandon(entity, refusal, order.actor)
            return
        self._record(entity, workflow_id)

    def complete(
        self,
        entity: O,
        values: Mapping[str, Any],
        cause: Event,
        writes: Writes = (),
        **data: Any,
    ) -> bool:
        """Complete the order with `values`, and commit `writes` with it; False if it has ended."""
        # First in the transaction, so that a repetition raises OrderMovedOn.
        completion = self._orders.completion(entity, self._clock(), **values)
        event = self._event(self._kind.completed, entity, cause.actor, cause, **data)
        return self._end(completion, event, *writes)

    def fail(self, entity: O, error: Failure, actor: str, cause: Event | None = None) -> bool:
        """End the order without a result: cancelled if the error says so, else failed.

        Returns False if it has ended already.
        """
        update = self._orders.failure(entity, error, self._clock())
        return self._fail(entity, update, error, actor, cause)

    def withdraw(self, entity: O, error: Failure, actor: str) -> bool:
        """End an order that Compute is not known to have accepted; False if it is."""
        update = self._orders.abandonment(entity, error, self._clock())
        return self._fail(entity, update, error, actor)

    def _abandon(self, entity: O, refusal: SartiqError, actor: str) -> bool:
        return self.withdraw(entity, Failure(code=refusal.code, detail=refusal.detail), actor)

    def _fail(
        self,
        entity: O,
        update: Update,
        error: Failure,
        actor: str,
        cause: Event | None = None,
    ) -> bool:
        cancelled = end_of(error) is OrderStatus.CANCELLED
        type = self._kind.cancelled if cancelled else self._kind.failed
        return self._end(update, self._event(type, entity, actor, cause, error=error.model_dump()))

    def _end(self, update: Update, event: Event, *writes: Write) -> bool:
        try:
            self._orders.commit(update, *writes, put_event(event))
        except OrderMovedOn:
            return False
        return True

    def _record(self, entity: O, workflow_id: str) -> O:
        update = self._orders.submission(entity, workflow_id, self._clock())
        try:
            return self._orders.carry_out(update)
        except OrderMovedOn:
            current = self._orders.get(entity.organization_id, entity.id)
        if current.status is OrderStatus.CANCELLED:
            # It was withdrawn after the submission and before this record.
            self._compute.cancel_task(workflow_id, entity.organization_id)
        return current

    def _event(
        self, type: str, entity: O, actor: str, cause: Event | None = None, **data: Any
    ) -> Event:
        """Each type happens once in the life of an order, so the event's id is derived."""
        return make_event(
            type,
            source=PLATFORM,
            organization_id=entity.organization_id,
            actor=actor,
            data={**self._kind.describe(entity), **data},
            correlation_id=str(entity.id),
            causation_id=str(cause.id) if cause else None,
            id=derived_id(type, entity.id),
            clock=self._clock,
        )
