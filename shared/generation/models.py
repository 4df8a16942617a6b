"""Generations as they are stored."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.compute.contract.tasks import Priority, QueuePosition
from shared.core.model import Entity
from shared.generation.config import GenerationConfig


class GenerationStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (GenerationStatus.PENDING, GenerationStatus.PROCESSING)


class Generation(Entity):
    """One order of predictions for one shot.

    `workflow_id` is Compute's task. `percent`, `nodes_done` and `nodes_total` only grow, and
    only until the generation ends. A completed generation with an `error_code` has fewer
    predictions than were asked for; the error says why. `queue` is there while something of it
    waits for a place at a provider, as of `queue_at`. `retry_of` is the generation that this
    one repeats, `retried_as` the one that repeats this.
    """

    shot_id: UUID
    shooting_id: UUID
    shooting_look_id: UUID
    shot_type_id: UUID
    workflow_id: str | None = None
    status: GenerationStatus = GenerationStatus.PENDING
    config: GenerationConfig
    priority: Priority = Priority.DEFAULT
    seed: int
    graph_version: int
    percent: int = 0
    nodes_done: int = 0
    nodes_total: int = 0
    error_code: str | None = None
    error_message: str | None = None
    prediction_ids: tuple[UUID, ...] = ()
    cost_microusd: int = 0
    queue: QueuePosition | None = None
    queue_at: datetime | None = None
    retry_of: UUID | None = None
    retried_as: UUID | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def correlation_id(self) -> str:
        """Follows the order through Compute and back."""
        return str(self.id)
