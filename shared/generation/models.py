"""Generations as they are stored."""

from datetime import datetime
from uuid import UUID

from shared.compute.contract.tasks import Priority, QueuePosition
from shared.compute_client.models import Ordered
from shared.generation.config import GenerationConfig


class Generation(Ordered):
    """An order of predictions for one shot.

    `percent`, `nodes_done` and `nodes_total` only grow, and only until the generation ends. A
    completed generation with an `error_code` has fewer predictions than requested. `queue` is
    set while one of its nodes waits for a provider, as of `queue_at`. `retry_of` is the
    generation that this one retries, `retried_as` the one that retries this.
    """

    shot_id: UUID
    shooting_id: UUID
    shooting_look_id: UUID
    shot_type_id: UUID
    config: GenerationConfig
    priority: Priority = Priority.DEFAULT
    seed: int
    graph_version: int
    percent: int = 0
    nodes_done: int = 0
    nodes_total: int = 0
    prediction_ids: tuple[UUID, ...] = ()
    queue: QueuePosition | None = None
    queue_at: datetime | None = None
    retry_of: UUID | None = None
    retried_as: UUID | None = None
    started_at: datetime | None = None
