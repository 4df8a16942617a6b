"""The life of a generation: ordered from Compute, at work, and ended one way or the other.

Each step may run twice, late, or beside another one. None of them guards against that by
reading first: the repository's conditions decide, and who comes late changes nothing.
"""

from collections.abc import Callable
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Update
from shared.compute.schemas import Failure, Priority, Progress, TaskResult, TaskSubmission
from shared.core.clock import Clock, utc_now
from shared.core.errors import Conflict, Invalid, Unavailable
from shared.core.events import Event
from shared.core.ids import new_id
from shared.core.observability import get_logger
from shared.generation.composition import compose
from shared.generation.compute_client import ComputeServerClient
from shared.generation.config import GenerationConfig
from shared.generation.events import generation_event
from shared.generation.models import Generation, GenerationStatus
from shared.generation.repository import GenerationMovedOn, GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.schemas import GenerationRead, read_generation
from shared.identity.principal import Principal
from shared.media.races import retry_when_media_moved
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService

_NO_PICTURES = Failure(code="no_predictions", detail="Compute ended without a single picture.")


class GenerationWorkflowService:
    def __init__(
        self,
        repository: GenerationRepository,
        compute: ComputeServerClient,
        scenes: SceneFinder,
        shootings: ShootingService,
        shots: ShotService,
        results: ResultKeeper,
        clock: Clock = utc_now,
        make_id: Callable[[], UUID] = new_id,
    ) -> None:
        self._generations = repository
        self._compute = compute
        self._scenes = scenes
        self._shootings = shootings
        self._shots = shots
        self._results = results
        self._clock = clock
        self._make_id = make_id

    def start_generation(
        self,
        shooting_look_id: UUID,
        shot_type_id: UUID,
        config: GenerationConfig,
        principal: Principal,
        priority: Priority = Priority.DEFAULT,
    ) -> GenerationRead:
        """Check everything, write it down, then order it from Compute.

        Should Compute not answer, or refuse the order, the generation has failed for that
        reason, and the error names it (`generation_id`).
        """
        owner, actor = principal.organization_id, principal.actor
        scene = self._scenes.find(owner, shooting_look_id, shot_type_id)
        generation, order = compose(
            self._make_id(),
            self._shots.plan(scene.look, shot_type_id).id,
            scene,
            config,
            priority,
            principal,
            self._clock(),
        )
        starting = self._shootings.writes_for_start(scene.shooting, actor)
        self._shots.get_or_create(owner, scene.look, shot_type_id, actor=actor)
        self._generations.commit(
            self._generations.creation(generation),
            self._generations.order(generation, order),
            *starting,
            put_event(
                generation_event(
                    "generation.started",
                    generation,
                    actor=actor,
                    clock=self._clock,
                    shot_type_id=str(shot_type_id),
                    num_predictions=config.num_predictions,
                )
            ),
        )
        return read_generation(self._submit_or_give_up(generation, order))

    def resume(self, organization_id: UUID, generation_id: UUID) -> None:
        """Order again what was written down if nobody has heard of Compute having it.

        That is so when the function died between the two. Compute knows the generation by its
        id, so an order that did arrive, or is just under way, stays one task.
        """
        generation = self._generations.find(organization_id, generation_id)
        order = self._generations.find_order(organization_id, generation_id)
        if generation and order and generation.status is GenerationStatus.PENDING:
            self._record(generation, self._compute.submit_workflow(order))

    def handle_progress(self, generation_id: UUID, progress: Progress, cause: Event) -> None:
        """Never downwards and never after the end."""
        generation = self._find(generation_id, cause)
        if generation is None:
            return
        try:
            self._generations.carry_out(
                self._generations.progress(generation, progress, self._clock())
            )
        except GenerationMovedOn:
            return

    def handle_completion(self, generation_id: UUID, result: TaskResult, cause: Event) -> None:
        """Predictions, media and the end of the generation, in one transaction or not at all.

        A partial result completes with the pictures that there are.
        """
        generation = self._find(generation_id, cause)
        if generation is None:
            return
        if not result.outputs:
            self.handle_failure(generation_id, result.error or _NO_PICTURES, cause)
            return
        try:
            retry_when_media_moved(lambda: self._complete(generation, result, cause))
        except GenerationMovedOn:
            return
        except Conflict as conflict:
            if conflict.code != "object_expired":
                raise
            lost = Failure(code=conflict.code, detail="The pictures were fetched too late.")
            self.handle_failure(generation_id, lost, cause)

    def handle_failure(self, generation_id: UUID, error: Failure, cause: Event) -> None:
        generation = self._find(generation_id, cause)
        if generation is None:
            return
        update = self._generations.failure(generation, error, self._clock())
        try:
            self._fail(generation, update, error, cause.actor, cause)
        except GenerationMovedOn:
            return

    def _submit_or_give_up(self, generation: Generation, order: TaskSubmission) -> Generation:
        try:
            workflow_id = self._compute.submit_workflow(order)
        except (Unavailable, Invalid) as refusal:
            error = Failure(code=refusal.code, detail=refusal.detail)
            update = self._generations.abandonment(generation, error, self._clock())
            try:
                self._fail(generation, update, error, order.actor)
            except GenerationMovedOn:
                # Only the answer was lost: Compute has begun.
                return self._generations.get(generation.organization_id, generation.id)
            refusal.extra["generation_id"] = str(generation.id)
            raise
        return self._record(generation, workflow_id)

    def _record(self, generation: Generation, workflow_id: str) -> Generation:
        update = self._generations.submission(generation, workflow_id, self._clock())
        try:
            return self._generations.carry_out(update)
        except GenerationMovedOn:
            # The task was over before we could write down that it had begun.
            return self._generations.get(generation.organization_id, generation.id)

    def _complete(self, generation: Generation, result: TaskResult, cause: Event) -> None:
        kept = self._results.keep(generation, result.outputs, cause.actor)
        event = generation_event(
            "generation.completed",
            generation,
            actor=cause.actor,
            clock=self._clock,
            cause=cause,
            prediction_ids=[str(prediction_id) for prediction_id in kept.prediction_ids],
            status=str(GenerationStatus.COMPLETED),
            task_status=str(result.status),
        )
        # First in the transaction, so that a repetition is known for what it is.
        completion = self._generations.completion(
            generation, result, kept.prediction_ids, self._clock()
        )
        self._generations.commit(completion, *kept.writes, put_event(event))

    def _fail(
        self,
        generation: Generation,
        update: Update,
        error: Failure,
        actor: str,
        cause: Event | None = None,
    ) -> None:
        event = generation_event(
            "generation.failed",
            generation,
            actor=actor,
            clock=self._clock,
            cause=cause,
            error=error.model_dump(),
        )
        self._generations.commit(update, put_event(event))

    def _find(self, generation_id: UUID, cause: Event) -> Generation | None:
        """None for a task that was not ordered here; Compute may have other callers one day."""
        found = self._generations.find(cause.organization_id, generation_id)
        if found is None:
            get_logger("generation").warning(
                "event of an unknown generation", generation_id=str(generation_id), type=cause.type
            )
        return found
