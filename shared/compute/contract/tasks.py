"""Compute's HTTP contract for tasks: requests, answers and status values.

Platform imports these models as its client contract. Everything else in `shared/compute` is
private to Compute.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.core.model import Model


class Priority(StrEnum):
    """The queue that provider nodes are sent to. The names are those of the seeds."""

    HIGH = "high-priority"
    DEFAULT = "default"
    LOW = "low-priority"


# The purpose of a task; part of the object keys of its files, as in the seeds.
TaskType = Literal["generation", "caption", "subject"]


class NodeStatus(StrEnum):
    """The state of a node: `waiting_provider` covers both its provider's queue and the run there.

    `skipped` means that a node it needs did not succeed.
    """

    QUEUED = "queued"
    RUNNING = "running"
    WAITING_PROVIDER = "waiting_provider"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (NodeStatus.QUEUED, NodeStatus.RUNNING, NodeStatus.WAITING_PROVIDER)


class TaskStatus(StrEnum):
    """The state of a task. `partial` means at least one result, but not all of them."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (TaskStatus.QUEUED, TaskStatus.RUNNING)


# The id of a node is part of table keys and of object keys.
NodeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class Node(Model):
    """One step of a task. It runs when all the nodes that it needs have ended."""

    id: NodeId = Field(
        description="Id of the node, unique within its task.", examples=["generate_0"]
    )
    type: str = Field(
        description="Node type; `docs/reference/node-types.md` lists them.", examples=["generate"]
    )
    params: dict[str, Any] = Field(
        default_factory=dict,
        description="Parameters of the node type.",
        examples=[{"source_key": "media/0197c0de/source.jpg"}],
    )
    needs: tuple[NodeId, ...] = Field(
        default=(),
        description="Ids of the nodes of this task whose results this node reads.",
        examples=[["prepare"]],
    )
    cache: bool = Field(
        default=True,
        description="Whether the node may reuse a cached result, and may leave one in the cache.",
    )


ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class ProviderPolicy(Model):
    """Which providers may run the nodes of a task, and in which order they are tried."""

    order: tuple[ProviderName, ...] = Field(
        default=(), description="Providers to try first, in this order.", examples=[["bfl", "fal"]]
    )
    only: tuple[ProviderName, ...] = Field(
        default=(), description="Providers that are allowed; empty allows all.", examples=[["fal"]]
    )
    never: tuple[ProviderName, ...] = Field(
        default=(), description="Providers that are never used.", examples=[["kling"]]
    )
    prefer: Literal["quality", "price", "speed"] = Field(
        default="quality",
        description="How to rank the allowed providers that `order` does not name.",
    )


class TaskSubmission(Model):
    """A graph of nodes to run. One generation has one task, however often it is submitted."""

    generation_id: UUID = Field(
        description="Id of the generation that the task is for, or of another entity of Platform "
        "if `task_type` says so."
    )
    organization_id: UUID = Field(
        description="The organization that owns the task; must equal the `X-Organization-Id` "
        "header."
    )
    task_type: TaskType = Field(
        default="generation", description="The kind of entity that `generation_id` names."
    )
    shooting_id: UUID | None = Field(
        default=None, description="The shooting to which budgets and costs are attributed."
    )
    policy: ProviderPolicy = Field(
        default=ProviderPolicy(), description="Which providers may be used, and in which order."
    )
    budget_cap_microusd: Annotated[int, Field(ge=0)] | None = Field(
        default=None,
        description="The most that this task may cost, in millionths of a US dollar. The task is "
        "refused if its highest estimate exceeds it.",
        examples=[500_000],
    )
    deadline_seconds: Annotated[int, Field(ge=60, le=86_400)] = Field(
        default=6 * 3600,
        description="Seconds from the submission until unfinished nodes fail with a timeout; "
        "one minute to one day.",
    )
    priority: Priority = Field(
        default=Priority.DEFAULT, description="The queue in which provider nodes wait."
    )
    correlation_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="Id that traces the request; repeated in every event of the task.",
        examples=["0197c0de-0000-7000-8000-00000000c0de"],
    )
    actor: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="The user or service that caused the task; repeated in every event of the "
        "task.",
        examples=["user:0197c0de-0000-7000-8000-000000000001"],
    )
    tasks: Annotated[tuple[Node, ...], Field(min_length=1)] = Field(
        description="The nodes of the graph, in any order; at most 200."
    )


class TaskAccepted(Model):
    """The answer to a submission."""

    task_id: UUID = Field(description="Id of the task, derived from `generation_id`.")
    status: TaskStatus = Field(
        description="The stored status: `queued` for a new or an open task, else the final status."
    )


class Failure(Model):
    """Why a task or a node ended without a result."""

    code: str = Field(description="Stable error code for programs.", examples=["provider_refused"])
    detail: str = Field(
        description="Explanation for a person.",
        examples=["The provider refused the prompt; change it."],
    )


class Progress(Model):
    """How much of a task has ended, successfully or not."""

    percent: Annotated[int, Field(ge=0, le=100)] = Field(
        description="Ended nodes in percent of all nodes, rounded down.", examples=[66]
    )
    nodes_done: int = Field(description="Number of nodes that have ended.", examples=[2])
    nodes_total: int = Field(description="Number of nodes in the task.", examples=[3])


class Timings(Model):
    """When a task was queued, started and completed."""

    queued_at: datetime = Field(description="When the task was accepted.")
    started_at: datetime | None = Field(
        default=None, description="When its first node started; null before that."
    )
    completed_at: datetime | None = Field(
        default=None, description="When the task ended; null before that."
    )


class QueuePosition(Model):
    """Where a node stands in the queue of its provider account."""

    position: int = Field(description="Position in the queue, from 1.", examples=[3])
    estimated_start_at: datetime | None = Field(
        default=None,
        description="Estimated start, from the typical duration of the work ahead; null if "
        "unknown.",
    )


class NodeRead(Model):
    """One node of a task, as it stands now."""

    id: str = Field(description="Id of the node within its task.", examples=["generate_0"])
    type: str = Field(description="Node type.", examples=["generate"])
    needs: tuple[str, ...] = Field(
        default=(), description="Ids of the nodes that this node waits for.", examples=[["prepare"]]
    )
    status: NodeStatus = Field(description="State of the node.")
    provider: str | None = Field(
        default=None,
        description="Provider that made the result; null for local nodes and before the end.",
        examples=["bfl"],
    )
    model: str | None = Field(
        default=None, description="The provider's model.", examples=["flux-2-pro"]
    )
    attempts: int = Field(default=0, description="How often the node was started.", examples=[1])
    started_at: datetime | None = Field(default=None, description="When the node first started.")
    completed_at: datetime | None = Field(default=None, description="When the node ended.")
    duration_ms: int | None = Field(
        default=None, description="Duration of the last run in milliseconds.", examples=[8200]
    )
    cached: bool = Field(
        default=False, description="Whether the result was reused from the cache, at no cost."
    )
    cost_microusd: int = Field(
        default=0, description="Cost in millionths of a US dollar.", examples=[45_000]
    )
    queue: QueuePosition | None = Field(
        default=None,
        description="Position in the provider's queue; only while the node waits there.",
    )
    error: Failure | None = Field(
        default=None, description="Why the node failed or was cancelled; null otherwise."
    )


class TaskRead(Model):
    """A task with its nodes, as it stands now."""

    task_id: UUID = Field(description="Id of the task.")
    generation_id: UUID = Field(description="Id of the entity that the task is for.")
    task_type: TaskType = Field(
        default="generation", description="The kind of entity that `generation_id` names."
    )
    cost_microusd: int = Field(
        default=0,
        description="Cost of all nodes so far, in millionths of a US dollar.",
        examples=[45_000],
    )
    status: TaskStatus = Field(description="State of the task.")
    priority: Priority = Field(description="The queue in which provider nodes wait.")
    progress: Progress = Field(description="How many nodes have ended.")
    nodes: tuple[NodeRead, ...] = Field(description="All nodes, in topological order.")
    error: Failure | None = Field(
        default=None, description="The first error of a task that did not succeed; else null."
    )
    timings: Timings = Field(description="When the task was queued, started and completed.")


class TaskPending(Model):
    """The answer to a request for the result of a task that has not ended."""

    task_id: UUID = Field(description="Id of the task.")
    status: TaskStatus = Field(description="State of the task.")
    progress: Progress = Field(description="How many nodes have ended.")


class TaskOutput(Model):
    """One image or video that a task made.

    The file is in Compute's part of the media bucket and expires after seven days: copy it.
    """

    index: int = Field(description="Index among the task's results, from 0.", examples=[0])
    key: str = Field(
        description="Object key in the media bucket.",
        examples=["compute/generations/0197c0de-0000-7000-8000-000000000001/result_0.webp"],
    )
    mime: str = Field(description="Media type of the file.", examples=["image/webp"])
    width: int = Field(description="Width in pixels.", examples=[1536])
    height: int = Field(description="Height in pixels.", examples=[2048])
    bytes: int = Field(description="Size of the file in bytes.", examples=[412_306])
    sha256: str = Field(
        description="SHA-256 of the file, in hexadecimal.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    seed: int = Field(description="Random seed that was used.", examples=[7])
    model: str = Field(description="Model that made the file.", examples=["flux-2-pro"])
    provider: str = Field(description="Provider that made the file.", examples=["bfl"])
    prompt: str = Field(
        description="Prompt that the file was made with; may be empty.",
        examples=["A linen dress on a stone backdrop, soft light"],
    )
    quality_score: float | None = Field(
        default=None,
        description="Measured quality from 0 to 1; null if it was not measured.",
        examples=[0.87],
    )
    confidence: float | None = Field(
        default=None,
        description="Confidence in `quality_score` from 0 to 1; null if it was not measured.",
        examples=[0.7],
    )
    checks: dict[str, float] = Field(
        default_factory=dict,
        description="The single measurements behind `quality_score`, each from 0 to 1.",
        examples=[{"sharpness": 0.91}],
    )
    duration_ms: int | None = Field(
        default=None,
        description="Duration of the node that made the file, in milliseconds.",
        examples=[8200],
    )
    cost_microusd: int = Field(
        default=0,
        description="Cost of the node that made the file, in millionths of a US dollar.",
        examples=[45_000],
    )
    seconds: float | None = Field(
        default=None, description="Length of a video in seconds; null for images.", examples=[5.0]
    )


class TaskText(Model):
    """A text that a node wrote: a caption, a prompt, or the attributes of a product."""

    node_id: str = Field(description="Id of the node that wrote the text.", examples=["caption"])
    node_type: str = Field(description="Type of that node.", examples=["caption"])
    text: str = Field(description="The text.", examples=["A linen dress for long evenings."])
    data: dict[str, Any] = Field(
        default_factory=dict,
        description="Structured data: `attributes` of an `analyze` node, else empty.",
        examples=[{"attributes": {"garment": "dress", "colours": ["ecru"]}}],
    )
    model: str = Field(description="Model that wrote the text.", examples=["gpt-5-mini"])
    provider: str = Field(description="Provider that wrote the text.", examples=["openai"])
    cost_microusd: int = Field(
        default=0, description="Cost of the node in millionths of a US dollar.", examples=[7_500]
    )


class TaskResult(Model):
    """The results of a task that has ended."""

    task_id: UUID = Field(description="Id of the task.")
    generation_id: UUID = Field(description="Id of the entity that the task is for.")
    task_type: TaskType = Field(
        default="generation", description="The kind of entity that `generation_id` names."
    )
    cost_microusd: int = Field(
        default=0,
        description="Cost of all nodes in millionths of a US dollar, before any refund.",
        examples=[45_000],
    )
    status: TaskStatus = Field(description="Final state of the task.")
    outputs: tuple[TaskOutput, ...] = Field(
        description="Images and videos that were made, by rising `index`."
    )
    texts: tuple[TaskText, ...] = Field(
        default=(), description="Texts that were written, in topological order."
    )
    error: Failure | None = Field(
        default=None, description="The first error of a task that did not succeed; else null."
    )
    timings: Timings = Field(description="When the task was queued, started and completed.")
