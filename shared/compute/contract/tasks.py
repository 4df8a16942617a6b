"""The Compute service's contract: what its API takes and gives, and what its events carry.

Platform imports these models as its client contract; everything else in this package is private.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.core.model import Model


class Priority(StrEnum):
    """The queue that provider nodes are sent to; named as in the seeds."""

    HIGH = "high-priority"
    DEFAULT = "default"
    LOW = "low-priority"


# What a task is for; part of its files' names, as in the seeds.
TaskType = Literal["generation", "caption", "subject"]


class NodeStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING_PROVIDER = "waiting_provider"  # for a free place, or for the provider's answer
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"  # something it needs failed
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (NodeStatus.QUEUED, NodeStatus.RUNNING, NodeStatus.WAITING_PROVIDER)


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
    """One step: it runs when everything in `needs` (ids of other nodes) has finished.

    With `cache` false it neither takes an earlier result nor leaves one.
    """

    id: NodeId
    type: str
    params: dict[str, Any] = Field(default_factory=dict)
    needs: tuple[NodeId, ...] = ()
    cache: bool = True


ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class ProviderPolicy(Model):
    """Which providers may be asked, and which first.

    `order` puts those named to the front; `only` (when not empty) and `never` bound the rest.
    `prefer` decides between the others.
    """

    order: tuple[ProviderName, ...] = ()
    only: tuple[ProviderName, ...] = ()
    never: tuple[ProviderName, ...] = ()
    prefer: Literal["quality", "price", "speed"] = "quality"


class TaskSubmission(Model):
    """`POST /api/v1/tasks`. The same generation is always the same task.

    What has not ended after `deadline_seconds` ends as failed; 1 minute to 1 day.

    `generation_id` is what the task is for: a generation's id, or that of another entity of
    Platform when `task_type` says so. `actor` and `correlation_id` are repeated in every event
    of the task. `shooting_id` is for budgets and costs.
    """

    generation_id: UUID
    organization_id: UUID
    task_type: TaskType = "generation"
    shooting_id: UUID | None = None
    policy: ProviderPolicy = ProviderPolicy()
    budget_cap_microusd: Annotated[int, Field(ge=0)] | None = None
    deadline_seconds: Annotated[int, Field(ge=60, le=86_400)] = 6 * 3600
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


class QueuePlace(Model):
    """`position` counts from 1; `estimated_start_at` is a guess from the work before it."""

    position: int
    estimated_start_at: datetime | None = None


class NodeRead(Model):
    """`cached`: an equal node had been carried out before, and nothing was paid.

    `cost_microusd` are millionths of a US dollar. `queue` is there while it waits for a place.
    """

    id: str
    type: str
    needs: tuple[str, ...] = ()
    status: NodeStatus
    provider: str | None = None
    model: str | None = None
    attempts: int = 0
    started_at: datetime | None = None
    completed_at: datetime | None = None
    duration_ms: int | None = None
    cached: bool = False
    cost_microusd: int = 0
    queue: QueuePlace | None = None
    error: Failure | None = None


class TaskRead(Model):
    """`GET /api/v1/tasks/{task_id}`."""

    task_id: UUID
    generation_id: UUID
    task_type: TaskType = "generation"
    cost_microusd: int = 0
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
    """One picture or video. `key` is in the media bucket, in Compute's workspace: copy it, it
    expires.

    `quality_score` and `confidence` run from 0 to 1 and are None when scoring failed.
    `seconds` is a video's length.
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
    seconds: float | None = None


class TaskText(Model):
    """What a node wrote: a caption, a prompt, or attributes (`data`)."""

    node_id: str
    node_type: str
    text: str
    data: dict[str, Any] = Field(default_factory=dict)
    model: str
    provider: str
    cost_microusd: int = 0


class TaskResult(Model):
    """`GET /api/v1/tasks/{task_id}/result` with 200; `outputs` by rising index."""

    task_id: UUID
    generation_id: UUID
    task_type: TaskType = "generation"
    cost_microusd: int = 0
    status: TaskStatus
    outputs: tuple[TaskOutput, ...]
    texts: tuple[TaskText, ...] = ()
    error: Failure | None = None
    timings: Timings


class TaskData(Model):
    """What every event of a task carries."""

    task_id: UUID
    generation_id: UUID
    task_type: TaskType = "generation"


class TaskQueuedData(TaskData):
    """Data of `task.queued`."""

    nodes_total: int


class TaskProgressData(Progress, TaskData):
    """Data of `task.progress`: a node has ended, or waits for a place at its provider (`queue`).

    Parallel nodes may report equal counts.
    """

    node_id: str
    node_type: str
    node_status: NodeStatus
    cached: bool = False
    provider: str | None = None
    queue: QueuePlace | None = None


class TaskCompletedData(TaskData):
    """Data of `task.completed`; `status` is succeeded or partial."""

    status: TaskStatus


class TaskFailedData(TaskData):
    """Data of `task.failed`; `error.code` is `cancelled` when somebody wanted it so."""

    error: Failure
