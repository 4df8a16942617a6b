"""Generations as orders of Compute."""

from shared.compute.contract import errors
from shared.compute.contract.tasks import Failure
from shared.compute_client.orders import OrderKind, OrderLifecycle, TaskServer
from shared.core.clock import Clock
from shared.generation.models import Generation
from shared.generation.repository import GenerationRepository

STARTED = "generation.started"
CANCELLATION = Failure(code=errors.CANCELLED.name, detail="The generation was cancelled.")


def make_lifecycle(
    repository: GenerationRepository, compute: TaskServer, clock: Clock
) -> OrderLifecycle[Generation]:
    kind = OrderKind(
        requested=STARTED,
        completed="generation.completed",
        failed="generation.failed",
        cancelled="generation.cancelled",
        error_id="generation_id",
        describe=_describe,
    )
    return OrderLifecycle(repository, compute, kind, clock)


def _describe(generation: Generation) -> dict[str, str]:
    return {
        "generation_id": str(generation.id),
        "shot_id": str(generation.shot_id),
        "shooting_id": str(generation.shooting_id),
    }
