"""From a written order to Compute's task and to its end, each told by an event.

A generation takes the same road with more on it (shared/generation/submitting.py).
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Update, Write
from shared.compute.contract.tasks import Failure, TaskSubmission
from shared.compute_client.models import OrderStatus
from shared.compute_client.order_storage import O, OrderedRepository, OrderMovedOn
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid, SartiqError, Unavailable
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import derived_id


class TaskTaker(Protocol):
    """Compute, as far as it takes orders."""

    def submit_task(self, submission: TaskSubmission) -> str: ...


class OrderFlow(Generic[O]):
    """`word` begins the events: `{word}requested`, `{word}completed`, `{word}failed`.

    `describe` gives the members that each of them carries.
    """

    def __init__(
        self,
        repository: OrderedRepository[O],
        compute: TaskTaker,
        word: str,
        describe: Callable[[O], Mapping[str, Any]],
        clock: Clock,
    ) -> None:
        self._orders = repository
        self._compute = compute
        self._word = word
        self._describe = describe
        self._clock = clock

    def place(self, entity: O, order: TaskSubmission) -> O:
        """Write it down, then order it.

        Should Compute refuse or not answer, it has failed for that reason, and the error names
        it (`order_id`).
        """
        self._orders.commit(
            self._orders.creation(entity),
            self._orders.order(entity, order),
            put_event(self._event("requested", entity, order.actor)),
        )
        try:
            workflow_id = self._compute.submit_task(order)
        except (Unavailable, Invalid, Conflict) as refusal:
            if not self._abandon(entity, refusal, order.actor):
                # Only the answer was lost: Compute has begun.
                return self._orders.get(entity.organization_id, entity.id)
            refusal.extra["order_id"] = str(entity.id)
            raise
        return self._record(entity, workflow_id)

    def resume(self, organization_id: UUID, entity_id: UUID) -> None:
        """Order again what was written down if nobody has heard of Compute having it.

        While Compute does not answer, the error brings the event back.
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
        self, entity: O, values: Mapping[str, Any], cause: Event, writes: tuple[Write, ...] = ()
    ) -> bool:
        """The end with something; `writes` are committed with it. False when it comes late."""
        # First in the transaction, so that a repetition is known for what it is.
        completion = self._orders.completion(entity, self._clock(), **values)
        return self._end(completion, self._event("completed", entity, cause.actor, cause), *writes)

    def fail(self, entity: O, error: Failure, actor: str, cause: Event | None = None) -> bool:
        return self._fail(
            entity, self._orders.failure(entity, error, self._clock()), error, actor, cause
        )

    def _abandon(self, entity: O, refusal: SartiqError, actor: str) -> bool:
        error = Failure(code=refusal.code, detail=refusal.detail)
        update = self._orders.abandonment(entity, error, self._clock())
        return self._fail(entity, update, error, actor)

    def _fail(
        self,
        entity: O,
        update: Update,
        error: Failure,
        actor: str,
        cause: Event | None = None,
    ) -> bool:
        event = self._event("failed", entity, actor, cause, error=error.model_dump())
        return self._end(update, event)

    def _end(self, update: Update, event: Event, *writes: Write) -> bool:
        try:
            self._orders.commit(update, *writes, put_event(event))
        except OrderMovedOn:
            return False
        return True

    def _record(self, entity: O, workflow_id: str) -> O:
        update = self._orders.submission(entity, workflow_id, self._clock())
        try:
            return self._orders.read(self._orders.table.update(update))
        except OrderMovedOn:
            # The task was over before we could write down that it had begun.
            return self._orders.get(entity.organization_id, entity.id)

    def _event(
        self, end: str, entity: O, actor: str, cause: Event | None = None, **data: Any
    ) -> Event:
        """Each happens once in an order's life, so its id is derived."""
        type = f"{self._word}{end}"
        return make_event(
            type,
            source=PLATFORM,
            organization_id=entity.organization_id,
            actor=actor,
            data={**self._describe(entity), **data},
            correlation_id=str(entity.id),
            causation_id=str(cause.id) if cause else None,
            id=derived_id(type, entity.id),
            clock=self._clock,
        )
