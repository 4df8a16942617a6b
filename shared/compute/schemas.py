"""The Compute service's contract: what its API takes and gives, and what its events carry.

Platform imports these models as its client contract; everything else in this package is private.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.core.model import Model


class Priority(StrEnum):
    """The queue that provider nodes are sent to; named as in the seeds."""

    HIGH = "high-priority"
    DEFAULT = "default"
    LOW = "low-priority"


class NodeStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"  # something it needs failed

    @property
    def is_final(self) -> bool:
        return self not in (NodeStatus.QUEUED, NodeStatus.RUNNING)


class TaskStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"  # at least one picture, but not everything
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (TaskStatus.QUEUED, TaskStatus.RUNNING)


# A node's id is part of keys and of object names.
NodeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class Node(Model):
    """One step: it runs when everything in `needs` (ids of other nodes) has finished."""

    id: NodeId
    type: str
    params: dict[str, Any] = Field(default_factory=dict)
    needs: tuple[NodeId, ...] = ()


class TaskSubmission(Model):
    """`POST /api/v1/tasks`. The same generation is always the same task.

    `actor` and `correlation_id` are repeated in every event of the task.
    """

    generation_id: UUID
    organization_id: UUID
    priority: Priority = Priority.DEFAULT
    correlation_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    actor: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    tasks: Annotated[tuple[Node, ...], Field(min_length=1)]


class TaskAccepted(Model):
    task_id: UUID
    status: TaskStatus


class Failure(Model):
    """Why something ended without a result; `code` is stable, `detail` is for a person."""

    code: str
    detail: str


class Progress(Model):
    percent: Annotated[int, Field(ge=0, le=100)]
    nodes_done: int
    nodes_total: int


class Timings(Model):
    queued_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None


class NodeRead(Model):
    id: str
    type: str
    status: NodeStatus
    provider: str | None = None
    attempts: int = 0
    duration_ms: int | None = None
    error: Failure | None = None


class TaskRead(Model):
    """`GET /api/v1/tasks/{task_id}`."""

    task_id: UUID
    generation_id: UUID
    status: TaskStatus
    priority: Priority
    progress: Progress
    nodes: tuple[NodeRead, ...]
    error: Failure | None = None
    timings: Timings


class TaskPending(Model):
    """`GET /api/v1/tasks/{task_id}/result` with 202: not finished yet."""

    task_id: UUID
    status: TaskStatus
    progress: Progress


class TaskOutput(Model):
    """One picture. `key` is in the media bucket, in Compute's workspace: copy it, it expires.

    `quality_score` and `confidence` run from 0 to 1 and are None when scoring failed.
    """

    index: int
    key: str
    mime: str
    width: int
    height: int
    bytes: int
    sha256: str
    seed: int
    model: str
    provider: str
    prompt: str
    quality_score: float | None = None
    confidence: float | None = None
    checks: dict[str, float] = Field(default_factory=dict)
    duration_ms: int | None = None
    cost_microusd: int = 0


class TaskResult(Model):
    """`GET /api/v1/tasks/{task_id}/result` with 200; `outputs` by rising index."""

    task_id: UUID
    generation_id: UUID
    status: TaskStatus
    outputs: tuple[TaskOutput, ...]
    error: Failure | None = None
    timings: Timings


class TaskQueuedData(Model):
    """Data of `task.queued`."""

    task_id: UUID
    generation_id: UUID
    nodes_total: int


class TaskProgressData(Progress):
    """Data of `task.progress`: one node has ended. Parallel nodes may report equal counts."""

    task_id: UUID
    generation_id: UUID
    node_id: str
    node_type: str
    node_status: NodeStatus


class TaskCompletedData(Model):
    """Data of `task.completed`; `status` is succeeded or partial."""

    task_id: UUID
    generation_id: UUID
    status: TaskStatus


class TaskFailedData(Model):
    """Data of `task.failed`."""

    task_id: UUID
    generation_id: UUID
    error: Failure
