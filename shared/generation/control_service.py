"""What people do with a generation that was started: look into it, cancel it, repeat it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from shared.aws.outbox import put_event
from shared.compute.contract.providers import CancelRequest
from shared.compute.contract.tasks import NodeRead, TaskSubmission
from shared.compute_client.client import ComputeServerClient
from shared.core.clock import Clock, utc_now
from shared.core.errors import NotFound
from shared.core.ids import new_id
from shared.generation.errors import (
    GENERATION_COMPLETED,
    GENERATION_ENDED,
    GENERATION_NOT_ENDED,
    GENERATION_NOT_FOUND,
)
from shared.generation.events import generation_event
from shared.generation.models import Generation, GenerationStatus
from shared.generation.repository import GenerationMovedOn, GenerationRepository
from shared.generation.schemas import (
    GenerationNodes,
    GenerationRead,
    GenerationsCancel,
    GenerationsCancelled,
    read_generation,
)
from shared.generation.submitting import CANCELLED, GenerationSubmitter
from shared.identity.principal import Principal
from shared.shooting.service import ShootingService

_REPEATABLE = (GenerationStatus.FAILED, GenerationStatus.CANCELLED)
# What makes it the same order; the rest is the life of each.
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
        self._submitter = GenerationSubmitter(repository, compute, clock)
        self._clock = clock
        self._make_id = make_id

    def nodes(self, generation_id: UUID, principal: Principal) -> GenerationNodes:
        """As Compute tells them at this moment."""
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
        """Ask for its end, which an event tells; again, or when it is cancelled, is no error.

        Conflict (`generation_ended`) when it completed or failed before.
        """
        generation = self._generations.get(principal.organization_id, generation_id)
        if generation.status.is_final and generation.status is not GenerationStatus.CANCELLED:
            raise GENERATION_ENDED(
                f"The generation is {generation.status}; there is nothing left to cancel.",
            )
        if not generation.status.is_final:
            self._cancel(generation, principal.actor)
        return read_generation(self._generations.get(principal.organization_id, generation_id))

    def cancel_many(
        self, cancel_in: GenerationsCancel, principal: Principal
    ) -> GenerationsCancelled:
        """Those at Compute; what was being ordered at this very moment may be missed."""
        owner = principal.organization_id
        if cancel_in.shooting_id:
            self._shootings.get_entity(owner, cancel_in.shooting_id)
        report = self._compute.cancel_tasks(CancelRequest(**cancel_in.model_dump()), owner)
        # Captions and base images are cancelled as well, but are no generations.
        found = self._generations.get_many(owner, report.generation_ids)
        return GenerationsCancelled(generation_ids=tuple(found))

    def retry(self, generation_id: UUID, principal: Principal) -> GenerationRead:
        """The same order once more, word for word, as a generation of its own.

        Asked twice, there is one repetition: while that is open or has come to something, it is
        the answer; when it came to nothing as well, it is repeated in turn. Conflict for what
        has not failed: `generation_not_ended`, `generation_completed`.
        """
        generation = self._generations.get(principal.organization_id, generation_id)
        _demand_repeatable(generation)
        newest = self._newest(generation)
        if newest.status not in _REPEATABLE:
            return read_generation(newest)
        order = self._generations.find_order(newest.organization_id, newest.id)
        if order is None:
            raise GENERATION_NOT_FOUND("Generation not found")
        again, order = _repeat(newest, order, self._make_id(), principal, self._clock())
        try:
            self._write(newest, again, order, principal.actor)
        except GenerationMovedOn:
            # Somebody else repeats it at this moment.
            return read_generation(self._newest(newest))
        return read_generation(self._submitter.submit(again, order))

    def _cancel(self, generation: Generation, actor: str) -> None:
        if generation.workflow_id is None:
            if self._submitter.withdraw(generation, actor):
                return
            generation = self._generations.get(generation.organization_id, generation.id)
        if generation.workflow_id is None or generation.status.is_final:
            return
        try:
            self._compute.cancel_task(generation.workflow_id, generation.organization_id)
        except NotFound:
            self._submitter.end(generation, CANCELLED, actor)

    def _newest(self, generation: Generation) -> Generation:
        """At the end of the chain of repetitions."""
        current: Generation | None = self._generations.get(
            generation.organization_id, generation.id
        )
        while current and current.retried_as:
            generation = current
            current = self._generations.find(generation.organization_id, current.retried_as)
        return current or generation

    def _write(
        self, before: Generation, again: Generation, order: TaskSubmission, actor: str
    ) -> None:
        shooting = self._shootings.get_entity(again.organization_id, again.shooting_id)
        event = generation_event(
            "generation.started",
            again,
            actor=actor,
            clock=self._clock,
            shot_type_id=str(again.shot_type_id),
            num_predictions=again.config.num_predictions,
            retry_of=str(before.id),
        )
        self._generations.commit(
            self._generations.repetition(before, again.id, self._clock()),
            self._generations.creation(again),
            self._generations.order(again, order),
            *self._shootings.writes_for_start(shooting, actor),
            put_event(event),
        )


def _demand_repeatable(generation: Generation) -> None:
    if generation.status is GenerationStatus.COMPLETED:
        raise GENERATION_COMPLETED(
            "The generation has its pictures; start a new one for others.",
        )
    if generation.status not in _REPEATABLE:
        raise GENERATION_NOT_ENDED(
            "The generation is still open; cancel it first, or wait for its end.",
        )


def _repeat(
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
    changes = {
        "generation_id": id,
        "correlation_id": again.correlation_id,
        "actor": principal.actor,
    }
    return again, order.model_copy(update=changes)
