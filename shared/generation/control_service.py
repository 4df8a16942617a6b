"""Inspection, cancellation and retry of generations that were started."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from shared.compute.contract.providers import CancelRequest
from shared.compute.contract.tasks import NodeRead, TaskSubmission
from shared.compute_client.client import ComputeServerClient
from shared.compute_client.models import OrderStatus
from shared.compute_client.order_storage import OrderMovedOn
from shared.core.clock import Clock, utc_now
from shared.core.errors import NotFound
from shared.core.ids import new_id
from shared.generation.errors import (
    GENERATION_COMPLETED,
    GENERATION_ENDED,
    GENERATION_NOT_ENDED,
    GENERATION_NOT_FOUND,
)
from shared.generation.lifecycle import CANCELLATION, make_lifecycle
from shared.generation.models import Generation
from shared.generation.repository import GenerationRepository
from shared.generation.schemas import (
    GenerationNodes,
    GenerationRead,
    GenerationsCancel,
    GenerationsCancelled,
    read_generation,
)
from shared.identity.principal import Principal
from shared.shooting.service import ShootingService

_RETRIABLE = (OrderStatus.FAILED, OrderStatus.CANCELLED)
# The request, as opposed to the state that follows from its execution.
_COPIED = {
    "organization_id",
    "shot_id",
    "shooting_id",
    "shooting_look_id",
    "shot_type_id",
    "config",
    "priority",
    "seed",
    "graph_version",
    "nodes_total",
}


class GenerationControlService:
    def __init__(
        self,
        repository: GenerationRepository,
        compute: ComputeServerClient,
        shootings: ShootingService,
        clock: Clock = utc_now,
        make_id: Callable[[], UUID] = new_id,
    ) -> None:
        self._generations = repository
        self._compute = compute
        self._shootings = shootings
        self._lifecycle = make_lifecycle(repository, compute, clock)
        self._clock = clock
        self._make_id = make_id

    def nodes(self, generation_id: UUID, principal: Principal) -> GenerationNodes:
        """The nodes and the cost as Compute reports them at this moment."""
        generation = self._generations.get(principal.organization_id, generation_id)
        nodes: tuple[NodeRead, ...] = ()
        cost = generation.cost_microusd
        if generation.workflow_id:
            try:
                task = self._compute.get_task(generation.workflow_id, principal.organization_id)
            except NotFound:
                pass  # Compute keeps tasks for a limited time
            else:
                nodes, cost = task.nodes, task.cost_microusd
        return GenerationNodes(
            generation_id=generation.id, status=generation.status, cost_microusd=cost, nodes=nodes
        )

    def cancel(self, generation_id: UUID, principal: Principal) -> GenerationRead:
        """Request cancellation; an event announces the end. Idempotent.

        Raises Conflict (`generation_ended`) if the generation completed or failed before.
        """
        generation = self._generations.get(principal.organization_id, generation_id)
        if generation.status.is_final and generation.status is not OrderStatus.CANCELLED:
            raise GENERATION_ENDED(
                f"The generation is {generation.status}; there is nothing left to cancel.",
            )
        if not generation.status.is_final:
            self._cancel(generation, principal.actor)
        return read_generation(self._generations.get(principal.organization_id, generation_id))

    def cancel_many(
        self, cancel_in: GenerationsCancel, principal: Principal
    ) -> GenerationsCancelled:
        """Request cancellation of all that Compute has; concurrent orders may be missed."""
        owner = principal.organization_id
        if cancel_in.shooting_id:
            self._shootings.get_entity(owner, cancel_in.shooting_id)
        report = self._compute.cancel_tasks(CancelRequest(**cancel_in.model_dump()), owner)
        # Compute also cancels captions and base images, which are not generations.
        found = self._generations.get_many(owner, report.generation_ids)
        return GenerationsCancelled(generation_ids=tuple(found))

    def retry(self, generation_id: UUID, principal: Principal) -> GenerationRead:
        """Order the same work again, as a new generation.

        Idempotent: returns the existing retry unless that one failed or was cancelled, in which
        case it is retried in turn. Raises Conflict if the generation has not failed
        (`generation_not_ended`, `generation_completed`).
        """
        generation = self._generations.get(principal.organization_id, generation_id)
        _require_retriable(generation)
        newest = self._newest(generation)
        if newest.status not in _RETRIABLE:
            return read_generation(newest)
        order = self._generations.find_order(newest.organization_id, newest.id)
        if order is None:
            raise GENERATION_NOT_FOUND("Generation not found")
        try:
            return read_generation(self._retry(newest, order, principal))
        except OrderMovedOn:
            # A concurrent request has created the retry.
            return read_generation(self._newest(newest))

    def _cancel(self, generation: Generation, actor: str) -> None:
        if generation.workflow_id is None:
            if self._lifecycle.withdraw(generation, CANCELLATION, actor):
                return
            generation = self._generations.get(generation.organization_id, generation.id)
        if generation.workflow_id is None or generation.status.is_final:
            return
        try:
            self._compute.cancel_task(generation.workflow_id, generation.organization_id)
        except NotFound:
            self._lifecycle.fail(generation, CANCELLATION, actor)

    def _newest(self, generation: Generation) -> Generation:
        """The last generation of the chain of retries."""
        current: Generation | None = self._generations.get(
            generation.organization_id, generation.id
        )
        while current and current.retried_as:
            generation = current
            current = self._generations.find(generation.organization_id, current.retried_as)
        return current or generation

    def _retry(self, before: Generation, order: TaskSubmission, principal: Principal) -> Generation:
        now, actor = self._clock(), principal.actor
        again, order = _copy(before, order, self._make_id(), principal, now)
        shooting = self._shootings.get_entity(again.organization_id, again.shooting_id)
        return self._lifecycle.place(
            again,
            order,
            (
                self._generations.retry(before, again.id, now),
                *self._shootings.writes_for_start(shooting, actor),
            ),
            shot_type_id=str(again.shot_type_id),
            num_predictions=again.config.num_predictions,
            retry_of=str(before.id),
        )


def _require_retriable(generation: Generation) -> None:
    if generation.status is OrderStatus.COMPLETED:
        raise GENERATION_COMPLETED(
            "The generation has its pictures; start a new one for others.",
        )
    if generation.status not in _RETRIABLE:
        raise GENERATION_NOT_ENDED(
            "The generation is still open; cancel it first, or wait for its end.",
        )


def _copy(
    generation: Generation, order: TaskSubmission, id: UUID, principal: Principal, now: datetime
) -> tuple[Generation, TaskSubmission]:
    again = Generation(
        **generation.model_dump(include=_COPIED),
        id=id,
        created_at=now,
        updated_at=now,
        created_by=principal.user_id,
        retry_of=generation.id,
    )
    changes = {"generation_id": id, "correlation_id": str(id), "actor": principal.actor}
    return again, order.model_copy(update=changes)
