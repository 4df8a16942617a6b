"""Start of a generation, and its completion from the results of Compute.

Steps may run twice, late, or at the same time: see shared/compute_client/orders.py.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from shared.compute.contract.costs import Estimate
from shared.compute.contract.tasks import (
    Failure,
    Priority,
    Progress,
    QueuePosition,
    TaskResult,
    TaskSubmission,
)
from shared.compute_client.client import ComputeServerClient
from shared.compute_client.models import OrderStatus
from shared.compute_client.order_storage import OrderMovedOn
from shared.core.clock import Clock, iso, utc_now
from shared.core.errors import Conflict
from shared.core.events import Event
from shared.core.ids import new_id
from shared.core.observability import get_logger
from shared.generation.composition import compose
from shared.generation.config import GenerationConfig
from shared.generation.errors import NO_PREDICTIONS
from shared.generation.lifecycle import make_lifecycle
from shared.generation.models import Generation
from shared.generation.repository import GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import Scene, SceneFinder
from shared.generation.schemas import GenerationRead, read_generation
from shared.identity.principal import Principal
from shared.media.errors import OBJECT_EXPIRED
from shared.media.races import retry_when_media_moved
from shared.shooting.service import ShootingService
from shared.shooting.shot_service import ShotService

_NO_IMAGES = Failure(code=NO_PREDICTIONS.name, detail="Compute ended without a single picture.")


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
        self._lifecycle = make_lifecycle(repository, compute, clock)
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
        """Check the request, store the generation, then order it from Compute.

        If Compute refuses or does not answer, the generation fails with that error, and the
        error is raised with its id (`generation_id`).
        """
        owner, actor = principal.organization_id, principal.actor
        scene = self._scenes.find(owner, shooting_look_id, shot_type_id)
        generation, order = self._compose(scene, config, priority, principal)
        starting = self._shootings.writes_for_start(scene.shooting, actor)
        self._shots.get_or_create(owner, scene.look, shot_type_id, actor=actor)
        placed = self._lifecycle.place(
            generation,
            order,
            tuple(starting),
            shot_type_id=str(shot_type_id),
            num_predictions=config.num_predictions,
        )
        return read_generation(placed)

    def estimate(
        self,
        shooting_look_id: UUID,
        shot_type_id: UUID,
        config: GenerationConfig,
        principal: Principal,
        priority: Priority = Priority.DEFAULT,
    ) -> Estimate:
        """The cost of `start_generation`, with the same checks. Stores nothing."""
        scene = self._scenes.find(principal.organization_id, shooting_look_id, shot_type_id)
        _, order = self._compose(scene, config, priority, principal)
        return self._compute.estimate_task(order)

    def resume(self, organization_id: UUID, generation_id: UUID) -> None:
        """Order a stored generation again unless Compute is known to have accepted it."""
        self._lifecycle.resume(organization_id, generation_id)

    def record_progress(
        self,
        generation_id: UUID,
        progress: Progress,
        cause: Event,
        queue: QueuePosition | None = None,
    ) -> None:
        """Never decreases, and changes nothing after the end.

        `queue` is the place of a node that waits for its provider.
        """
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
        except OrderMovedOn:
            return

    def complete(self, generation_id: UUID, result: TaskResult, cause: Event) -> None:
        """Store the predictions and their media with the end of the generation, atomically.

        A partial result completes the generation with the predictions that it has.
        """
        generation = self._find(generation_id, cause)
        if generation is None:
            return
        if not result.outputs:
            self._lifecycle.fail(generation, result.error or _NO_IMAGES, cause.actor, cause)
            return
        try:
            retry_when_media_moved(lambda: self._complete(generation, result, cause))
        except Conflict as conflict:
            if conflict.declared is not OBJECT_EXPIRED:
                raise
            lost = Failure(code=conflict.code, detail="The pictures were fetched too late.")
            self._lifecycle.fail(generation, lost, cause.actor, cause)

    def fail(self, generation_id: UUID, error: Failure, cause: Event) -> None:
        generation = self._find(generation_id, cause)
        if generation:
            self._lifecycle.fail(generation, error, cause.actor, cause)

    def _compose(
        self, scene: Scene, config: GenerationConfig, priority: Priority, principal: Principal
    ) -> tuple[Generation, TaskSubmission]:
        shot_id = self._shots.plan(scene.look, scene.shot_type.id).id
        return compose(self._make_id(), shot_id, scene, config, priority, principal, self._clock())

    def _complete(self, generation: Generation, result: TaskResult, cause: Event) -> bool:
        kept = self._results.keep(generation, result.outputs, cause.actor)
        prediction_ids = [str(prediction_id) for prediction_id in kept.prediction_ids]
        started_at = generation.started_at or result.timings.started_at or self._clock()
        values: dict[str, Any] = {
            "workflow_id": str(result.task_id),
            "prediction_ids": prediction_ids,
            "cost_microusd": result.cost_microusd,
            "error_code": result.error.code if result.error else None,
            "error_message": result.error.detail if result.error else None,
            "started_at": iso(started_at),
        }
        return self._lifecycle.complete(
            generation,
            values,
            cause,
            kept.writes,
            prediction_ids=prediction_ids,
            status=str(OrderStatus.COMPLETED),
            task_status=str(result.status),
        )

    def _find(self, generation_id: UUID, cause: Event) -> Generation | None:
        """None for a task that was not ordered here; Compute may have other callers."""
        found = self._generations.find(cause.organization_id, generation_id)
        if found is None:
            get_logger("generation").warning(
                "event of an unknown generation", generation_id=str(generation_id), type=cause.type
            )
        return found
