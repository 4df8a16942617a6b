"""The data of Compute's events. Platform reads them to follow its tasks."""

from uuid import UUID

from pydantic import Field

from shared.compute.contract.tasks import (
    Failure,
    NodeStatus,
    Progress,
    QueuePosition,
    TaskStatus,
    TaskType,
)
from shared.core.model import Model


class TaskData(Model):
    """Data that every event of a task carries."""

    task_id: UUID = Field(description="Id of the task.")
    generation_id: UUID = Field(description="Id of the entity that the task is for.")
    task_type: TaskType = Field(
        default="generation", description="The kind of entity that `generation_id` names."
    )


class TaskQueuedData(TaskData):
    """Data of `task.queued`: a task was accepted."""

    nodes_total: int = Field(description="Number of nodes in the task.", examples=[3])


class TaskProgressData(Progress, TaskData):
    """Data of `task.progress`: a node has ended, or has joined its provider's queue.

    Nodes that end at the same time may report equal counts.
    """

    node_id: str = Field(description="Id of the node within its task.", examples=["generate_0"])
    node_type: str = Field(description="Node type.", examples=["generate"])
    node_status: NodeStatus = Field(description="State of the node.")
    cached: bool = Field(
        default=False, description="Whether the result was reused from the cache, at no cost."
    )
    provider: str | None = Field(
        default=None, description="The node's provider; null for local nodes.", examples=["bfl"]
    )
    queue: QueuePosition | None = Field(
        default=None, description="Position in the provider's queue; null for a node that ended."
    )


class TaskCompletedData(TaskData):
    """Data of `task.completed`: a task has ended with at least one result."""

    status: TaskStatus = Field(description="`succeeded` or `partial`.")


class TaskFailedData(TaskData):
    """Data of `task.failed`: a task has ended without a result."""

    error: Failure = Field(
        description="Why the task failed; its code is `cancelled` if the task was cancelled."
    )
