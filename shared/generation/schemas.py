"""What the generations API takes and gives."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shared.compute.schemas import Priority
from shared.core.model import Model
from shared.generation.config import GenerationConfig
from shared.generation.models import Generation, GenerationStatus

_API = "/api/v1"


class GenerationCreate(Model):
    shooting_look_id: UUID
    shot_type_id: UUID
    config: GenerationConfig = Field(default_factory=GenerationConfig)
    priority: Priority = Priority.DEFAULT


class GenerationProgress(Model):
    percent: int
    nodes_done: int
    nodes_total: int


class GenerationRead(Model):
    """`links`: `self` is where to look for progress, `predictions` the pictures of the shot."""

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
    error_code: str | None
    error_message: str | None
    prediction_count: int
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    links: dict[str, str]


def read_generation(generation: Generation) -> GenerationRead:
    shared = set(GenerationRead.model_fields) & set(Generation.model_fields)
    return GenerationRead(
        **generation.model_dump(include=shared - {"config"}),
        config=generation.config,
        progress=GenerationProgress(
            percent=generation.percent,
            nodes_done=generation.nodes_done,
            nodes_total=generation.nodes_total,
        ),
        prediction_count=len(generation.prediction_ids),
        links={
            "self": f"{_API}/generations/{generation.id}",
            "shot": f"{_API}/shots/{generation.shot_id}",
            "predictions": f"{_API}/predictions?shot_id={generation.shot_id}",
        },
    )
