"""Requests and responses of the generations API."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.compute.contract.tasks import NodeRead, Priority, QueuePosition
from shared.compute_client.models import OrderStatus
from shared.core.fields import CreatedAt, Links, OrganizationId
from shared.core.model import Model
from shared.generation.config import GenerationConfig
from shared.generation.models import Generation

_API = "/api/v1"

_PRIORITY = "Queue in which the work waits for providers."
_COST = "Cost so far, in millionths of a US dollar."
_STATUS = "Progress of the generation."


class GenerationCreate(Model):
    shooting_look_id: UUID = Field(description="Look to generate images of.")
    shot_type_id: UUID = Field(
        description="Shot type of the images. The look's shot of this type is created if missing."
    )
    config: GenerationConfig = Field(
        default_factory=GenerationConfig, description="Options of the generation."
    )
    priority: Priority = Field(Priority.DEFAULT, description=_PRIORITY)


class GenerationsCancel(Model):
    scope: Literal["waiting", "all"] = Field(
        description="`waiting`: only generations of which no node has begun. `all`: all open ones."
    )
    shooting_id: UUID | None = Field(
        None, description="Shooting of the generations. Null for those of the organization."
    )


class GenerationsCancelled(Model):
    generation_ids: tuple[UUID, ...] = Field(
        description="Generations that are being cancelled; an event announces the end of each."
    )


class GenerationNodes(Model):
    generation_id: UUID = Field(description="Id of the generation.")
    status: OrderStatus = Field(description=_STATUS)
    cost_microusd: int = Field(description=_COST)
    nodes: tuple[NodeRead, ...] = Field(
        description=(
            "Steps of the generation in their order. Empty before Compute has accepted it, and "
            "from 90 days after its end."
        )
    )


class GenerationProgress(Model):
    percent: int = Field(description="Share of the work that is done, 0 to 100. Never decreases.")
    nodes_done: int = Field(description="Number of nodes that have ended.")
    nodes_total: int = Field(description="Number of nodes of the generation.")


class GenerationRead(Model):
    id: UUID = Field(description="Id of the generation.")
    organization_id: OrganizationId
    shot_id: UUID = Field(description="Shot that the predictions belong to.")
    shooting_look_id: UUID = Field(description="Look of the shot.")
    shot_type_id: UUID = Field(description="Shot type of the shot.")
    workflow_id: str | None = Field(
        description="Task of Compute. Null until Compute has accepted the generation.",
        examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )
    status: OrderStatus = Field(description=_STATUS)
    config: GenerationConfig = Field(description="Options of the generation.")
    priority: Priority = Field(description=_PRIORITY)
    seed: int = Field(description="Seed of the first prediction; prediction i has seed + i.")
    progress: GenerationProgress = Field(description="Work done so far.")
    queue: QueuePosition | None = Field(
        description="Place in the queue of a busy provider. Null while no node waits for one."
    )
    cost_microusd: int = Field(description=_COST)
    retry_of: UUID | None = Field(description="Generation that this one retries.")
    error_code: str | None = Field(
        description=(
            "Stable code of the failure. A completed generation with a code has fewer predictions "
            "than requested."
        ),
        examples=["provider_timeout"],
    )
    error_message: str | None = Field(
        description="Explanation of the failure for people.",
        examples=["fal did not answer in time."],
    )
    prediction_count: int = Field(description="Number of predictions of the generation.")
    created_at: CreatedAt
    started_at: datetime | None = Field(
        description="Time at which Compute accepted the generation, UTC."
    )
    completed_at: datetime | None = Field(
        description="Time at which the generation ended, UTC. Null while it is open."
    )
    links: Links = Field(
        description=(
            "Paths by relation: `self`, `nodes`, `shot`, `predictions`; `cancel` while the "
            "generation is open, `retry` if it failed or was cancelled."
        )
    )


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
            **_action_links(generation, own),
            "shot": f"{_API}/shots/{generation.shot_id}",
            "predictions": f"{_API}/predictions?shot_id={generation.shot_id}",
        },
    )


def _action_links(generation: Generation, own: str) -> dict[str, str]:
    """Paths of the actions that the status allows."""
    if not generation.status.is_final:
        return {"cancel": f"{own}/cancel"}
    retriable = generation.status in (OrderStatus.FAILED, OrderStatus.CANCELLED)
    return {"retry": f"{own}/retry"} if retriable else {}
