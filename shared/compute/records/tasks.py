"""Tasks and nodes as they are stored, and what passes between the steps of the state machine."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.compute.contract.tasks import (
    Failure,
    NodeStatus,
    Priority,
    ProviderPolicy,
    QueuePosition,
    TaskStatus,
    TaskType,
)
from shared.core.model import Model


class Task(Model):
    """`graph_digest` tells a repeated submission from another one under the same name.

    `status` stays queued until the task has ended; "running" is read off the nodes, so that
    no node has to write to this item. `held_microusd` is what was set aside of the budgets
    when it began.
    """

    model_config = ConfigDict(extra="ignore")

    id: UUID
    organization_id: UUID
    generation_id: UUID
    task_type: TaskType = "generation"
    shooting_id: UUID | None = None
    policy: ProviderPolicy = ProviderPolicy()
    held_microusd: int = 0
    cancel_requested: bool = False
    deadline_at: datetime | None = None
    priority: Priority
    actor: str
    correlation_id: str
    graph_digest: str
    node_count: int
    status: TaskStatus = TaskStatus.QUEUED
    error: Failure | None = None
    queued_at: datetime
    completed_at: datetime | None = None


class Tried(Model):
    """A provider that was asked and did not give a result; `reason` as in the errors' codes."""

    provider: str
    reason: str


class TaskNode(Model):
    """`position` is the place in topological order.

    `blocked_by` counts the needs that have not ended; at zero the node may run. `doomed` says
    that one of them failed or was skipped. `task_token` is there while the node waits for its
    needs; a node that ran in a chain keeps it. `chained_by` is the node whose completion started
    that chain (tasks/node_chain.py). `job_id` is its latest order to a provider, `tried` are the
    failed ones before.
    """

    model_config = ConfigDict(extra="ignore")

    organization_id: UUID
    task_id: UUID
    id: str
    type: str
    params: dict[str, Any]
    needs: tuple[str, ...]
    children: tuple[str, ...]
    position: int
    blocked_by: int
    doomed: bool = False
    task_token: str | None = None
    chained_by: str | None = None
    status: NodeStatus = NodeStatus.QUEUED
    attempts: int = 0
    started_at: datetime | None = None
    completed_at: datetime | None = None
    duration_ms: int | None = None
    provider: str | None = None
    model: str | None = None
    output: dict[str, Any] | None = None
    error: Failure | None = None
    cost_microusd: int = 0
    price_version: int | None = None
    cache: bool = True
    cached: bool = False
    saved_microusd: int = 0
    queue: QueuePosition | None = None
    job_id: UUID | None = None
    tried: tuple[Tried, ...] = ()
    cancel_requested: bool = False


class TaskState(Model):
    """A task with its nodes in topological order, as of one strongly consistent read."""

    task: Task
    nodes: tuple[TaskNode, ...]

    def node(self, node_id: str) -> TaskNode:
        """KeyError when the task has no such node."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    @property
    def nodes_done(self) -> int:
        return sum(node.status.is_final for node in self.nodes)


class NodeCall(Model):
    """Which node a step is about."""

    model_config = ConfigDict(extra="ignore")

    organization_id: UUID
    task_id: UUID
    node_id: str


class ProviderCall(NodeCall):
    """The message in a priority queue; the answer goes to `task_token`.

    `attempt` counts the state machine's retries, from 0: on AWS each has a token of its own,
    in the emulator all have the same one.
    """

    task_token: str
    attempt: int = 0
    priority: Priority = Priority.DEFAULT


class Outcome(Model):
    """How a node ended, other than by failing: succeeded, skipped or cancelled.

    From the cache (`cached`) it cost nothing, and `saved_microusd` is what it had cost.
    """

    status: NodeStatus
    output: dict[str, Any] | None = None
    provider: str | None = None
    model: str | None = None
    duration_ms: int | None = None
    cost_microusd: int = 0
    price_version: int | None = None
    cached: bool = False
    saved_microusd: int = 0


SKIPPED = Outcome(status=NodeStatus.SKIPPED)
CANCELLED = Outcome(status=NodeStatus.CANCELLED)


class StepError(Model):
    """What Step Functions says of a failed step: the name, and a text that is often JSON."""

    name: str = Field(alias="Error")
    cause: str = Field(default="", alias="Cause")


class NodeCompletionCall(NodeCall):
    """The state machine's report: exactly one of `outcome` and `error`."""

    outcome: Outcome | None = None
    error: StepError | None = None


class TaskCompletionCall(Model):
    """`error` is there when the run broke off before all nodes had ended."""

    organization_id: UUID
    task_id: UUID
    error: StepError | None = None
