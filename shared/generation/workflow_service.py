"""The life of a generation: ordered from Compute, at work, and ended one way or the other.

Each step may run twice, late, or beside another one. None of them guards against that by
reading first: the repository's conditions decide, and who comes late changes nothing.
"""

from collections.abc import Callable
from uuid import UUID

from shared.aws.outbox import put_event
from shared.compute.contract.costs import Estimate
from shared.compute.contract.tasks import Failure, Priority, Progress, QueuePosition, TaskResult
from shared.compute_client.client import ComputeServerClient
from shared.core.clock import Clock, utc_now
from shared.core.errors import Conflict
from shared.core.events import Event
from shared.core.ids import new_id
from shared.core.observability import get_logger
from shared.generation.composition import compose
from shared.generation.config import GenerationConfig
from shared.generation.errors import NO_PREDICTIONS
from shared.generation.events import generation_event
from shared.generation.models import Generation, GenerationStatus
from shared.generation.repository import GenerationMovedOn, GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.schemas import GenerationRead, read_generation
from shared.generation.submitting import GenerationSubmitter
from shared.identity.principal import Principal
from shared.media.errors import OBJECT_EXPIRED
from shared.media.races import retry_when_media_moved
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService

_NO_PICTURES = Failure(code=NO_PREDICTIONS.name, detail="Compute ended without a single picture.")


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
        self._submitter = GenerationSubmitter(repository, compute, clock)
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
        return read_generation(self._submitter.submit(generation, order))

    def estimate(
        self,
        shooting_look_id: UUID,
        shot_type_id: UUID,
        config: GenerationConfig,
        principal: Principal,
        priority: Priority = Priority.DEFAULT,
    ) -> Estimate:
        """What `start_generation` would cost; it is checked the same, and nothing is written."""
        scene = self._scenes.find(principal.organization_id, shooting_look_id, shot_type_id)
        _, order = compose(
            self._make_id(),
            self._shots.plan(scene.look, shot_type_id).id,
            scene,
            config,
            priority,
            principal,
            self._clock(),
        )
        return self._compute.estimate_task(order)

    def resume(self, organization_id: UUID, generation_id: UUID) -> None:
        """Order again what was written down if nobody has heard of Compute having it.

        That is so when the function died between the two. Compute knows the generation by its
        id, so an order that did arrive, or is just under way, stays one task.
        """
        generation = self._generations.find(organization_id, generation_id)
        order = self._generations.find_order(organization_id, generation_id)
        if generation and order and generation.status is GenerationStatus.PENDING:
            self._submitter.resubmit(generation, order)

    def handle_progress(
        self,
        generation_id: UUID,
        progress: Progress,
        cause: Event,
        queue: QueuePosition | None = None,
    ) -> None:
        """Never downwards and never after the end; with `queue` something waits for its place."""
        generation = self._find(generation_id, cause)
        if generation is None:
            return
        happened, now = cause.occurred_at, self._clock()
        try:
            self._generations.carry_out(
                self._generations.waiting(generation, queue, progress, happened, now)
                if queue
                else self._generations.progress(generation, progress, happened, now)
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
            if conflict.declared is not OBJECT_EXPIRED:
                raise
            lost = Failure(code=conflict.code, detail="The pictures were fetched too late.")
            self.handle_failure(generation_id, lost, cause)

    def handle_failure(self, generation_id: UUID, error: Failure, cause: Event) -> None:
        generation = self._find(generation_id, cause)
        if generation is None:
            return
        self._submitter.end(generation, error, cause.actor, cause)

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

    def _find(self, generation_id: UUID, cause: Event) -> Generation | None:
        """None for a task that was not ordered here; Compute may have other callers one day."""
        found = self._generations.find(cause.organization_id, generation_id)
        if found is None:
            get_logger("generation").warning(
                "event of an unknown generation", generation_id=str(generation_id), type=cause.type
            )
        return found
