"""From a written generation to Compute's task, or to the reason why there is none.

Each step may run twice, late, or beside another one. None of them guards against that by
reading first: the repository's conditions decide, and who comes late changes nothing.
"""

from shared.aws.outbox import put_event
from shared.aws.writes import Update
from shared.compute.contract import errors
from shared.compute.contract.tasks import Failure, TaskSubmission
from shared.compute_client.client import ComputeServerClient
from shared.core.clock import Clock
from shared.core.errors import Conflict, Invalid, SartiqError, Unavailable
from shared.core.events import Event
from shared.generation.events import generation_event
from shared.generation.models import Generation, GenerationStatus
from shared.generation.repository import GenerationMovedOn, GenerationRepository

CANCELLED = Failure(code=errors.CANCELLED.name, detail="The generation was cancelled.")


class GenerationSubmitter:
    def __init__(
        self, repository: GenerationRepository, compute: ComputeServerClient, clock: Clock
    ) -> None:
        self._generations = repository
        self._compute = compute
        self._clock = clock

    def submit(self, generation: Generation, order: TaskSubmission) -> Generation:
        """Order it. Should Compute refuse or not answer, the generation has failed for that
        reason, and the error names it (`generation_id`)."""
        try:
            workflow_id = self._compute.submit_workflow(order)
        except (Unavailable, Invalid, Conflict) as refusal:
            if not self._abandon(generation, refusal, order.actor):
                # Only the answer was lost: Compute has begun.
                return self._generations.get(generation.organization_id, generation.id)
            refusal.extra["generation_id"] = str(generation.id)
            raise
        return self._record(generation, workflow_id)

    def resubmit(self, generation: Generation, order: TaskSubmission) -> None:
        """As `submit`, but when Compute does not answer the order stays open: ask again."""
        try:
            workflow_id = self._compute.submit_workflow(order)
        except (Invalid, Conflict) as refusal:
            self._abandon(generation, refusal, order.actor)
            return
        self._record(generation, workflow_id)

    def end(
        self, generation: Generation, error: Failure, actor: str, cause: Event | None = None
    ) -> None:
        """Without predictions: cancelled if that is the error, else failed. Late, nothing."""
        to = _end_of(error)
        update = self._generations.failure(generation, error, self._clock(), to)
        self._tell(generation, update, error, actor, cause)

    def withdraw(self, generation: Generation, actor: str) -> bool:
        """Cancel what Compute has not been heard of; False when it has."""
        update = self._generations.abandonment(
            generation, CANCELLED, self._clock(), GenerationStatus.CANCELLED
        )
        return self._tell(generation, update, CANCELLED, actor)

    def _abandon(self, generation: Generation, refusal: SartiqError, actor: str) -> bool:
        error = Failure(code=refusal.code, detail=refusal.detail)
        update = self._generations.abandonment(generation, error, self._clock())
        return self._tell(generation, update, error, actor)

    def _record(self, generation: Generation, workflow_id: str) -> Generation:
        update = self._generations.submission(generation, workflow_id, self._clock())
        try:
            return self._generations.carry_out(update)
        except GenerationMovedOn:
            now = self._generations.get(generation.organization_id, generation.id)
        if now.status is GenerationStatus.CANCELLED:
            # It was withdrawn while the order was on its way.
            self._compute.cancel_task(workflow_id, generation.organization_id)
        # Else the task was over before we could write down that it had begun.
        return now

    def _tell(
        self,
        generation: Generation,
        update: Update,
        error: Failure,
        actor: str,
        cause: Event | None = None,
    ) -> bool:
        """Write the end with its event; False when the generation has moved on."""
        event = generation_event(
            f"generation.{_end_of(error)}",
            generation,
            actor=actor,
            clock=self._clock,
            cause=cause,
            error=error.model_dump(),
        )
        try:
            self._generations.commit(update, put_event(event))
        except GenerationMovedOn:
            return False
        return True


def _end_of(error: Failure) -> GenerationStatus:
    if error.code == CANCELLED.code:
        return GenerationStatus.CANCELLED
    return GenerationStatus.FAILED
