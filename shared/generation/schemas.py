"""What the generations API takes and gives."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.compute.contract.tasks import NodeRead, Priority, QueuePlace
from shared.core.model import Model
from shared.generation.config import GenerationConfig
from shared.generation.models import Generation, GenerationStatus

_API = "/api/v1"


class GenerationCreate(Model):
    shooting_look_id: UUID
    shot_type_id: UUID
    config: GenerationConfig = Field(default_factory=GenerationConfig)
    priority: Priority = Priority.DEFAULT


class GenerationsCancel(Model):
    """Those of which nothing has begun (`waiting`), or all; of one shooting, or of all."""

    scope: Literal["waiting", "all"]
    shooting_id: UUID | None = None


class GenerationsCancelled(Model):
    """Those that are being cancelled; each tells of its end by an event of its own."""

    generation_ids: tuple[UUID, ...]


class GenerationNodes(Model):
    """The steps of a generation in their order; none before Compute has it, or after 90 days."""

    generation_id: UUID
    status: GenerationStatus
    cost_microusd: int
    nodes: tuple[NodeRead, ...]


class GenerationProgress(Model):
    percent: int
    nodes_done: int
    nodes_total: int


class GenerationRead(Model):
    """`links`: `self` is where to look for progress, `predictions` the pictures of the shot.

    `cancel` is among them while the generation is open, `retry` when it failed or was cancelled.
    `queue` is its place at a busy provider, `cost_microusd` millionths of a US dollar.
    """

    id: UUID
    organization_id: UUID
    shot_id: UUID
    shooting_look_id: UUID
    shot_type_id: UUID
    workflow_id: str | None
    status: GenerationStatus
    config: GenerationConfig
    priority: Priority
    seed: int
    progress: GenerationProgress
    queue: QueuePlace | None
    cost_microusd: int
    retry_of: UUID | None
    error_code: str | None
    error_message: str | None
    prediction_count: int
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    links: dict[str, str]


def read_generation(generation: Generation) -> GenerationRead:
    own = f"{_API}/generations/{generation.id}"
    shared = set(GenerationRead.model_fields) & set(Generation.model_fields)
    return GenerationRead(
        **generation.model_dump(include=shared - {"config", "queue"}),
        config=generation.config,
        queue=generation.queue,
        progress=GenerationProgress(
            percent=generation.percent,
            nodes_done=generation.nodes_done,
            nodes_total=generation.nodes_total,
        ),
        prediction_count=len(generation.prediction_ids),
        links={
            "self": own,
            "nodes": f"{own}/nodes",
            **_doors(generation, own),
            "shot": f"{_API}/shots/{generation.shot_id}",
            "predictions": f"{_API}/predictions?shot_id={generation.shot_id}",
        },
    )


def _doors(generation: Generation, own: str) -> dict[str, str]:
    """What can still be done with it."""
    if not generation.status.is_final:
        return {"cancel": f"{own}/cancel"}
    retriable = generation.status in (GenerationStatus.FAILED, GenerationStatus.CANCELLED)
    return {"retry": f"{own}/retry"} if retriable else {}
