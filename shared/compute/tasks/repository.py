"""Tasks and their nodes in the compute table: one partition per task, so one query reads all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Noun
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Delete, Update, Write
from shared.compute.contract.errors import NODE_NOT_FOUND, TASK_NOT_FOUND
from shared.compute.contract.tasks import Failure, NodeStatus, QueuePosition, TaskStatus
from shared.compute.errors import NodeFinished, NodeStarted, TaskExists, TaskFinished
from shared.compute.records.tasks import NodeCall, Task, TaskNode, TaskState, Tried
from shared.compute.tasks.task_items import (
    OpenTask,
    key_of,
    node_put,
    open_key,
    open_put,
    task_key,
    task_put,
)
from shared.compute.tasks.task_items import node_key as node_key
from shared.core.clock import iso

_CHUNK = 90  # of the 100 writes of a transaction, beside the task, its event and its holds

_IS_UNFINISHED = "#status IN (:queued, :running, :waiting)"
_UNFINISHED = {
    "queued": str(NodeStatus.QUEUED),
    "running": str(NodeStatus.RUNNING),
    "waiting": str(NodeStatus.WAITING_PROVIDER),
}


class TaskRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, task: Task, nodes: tuple[TaskNode, ...], writes: Sequence[Write]) -> Task:
        """The stored task: this one, or the one that an earlier submission left.

        The first transaction holds the task, `writes` (its event, what is set aside for it; at
        most 8) and, unless the graph is large, all nodes. Each further chunk is written once as
        a whole, so whoever repeats a submission that died in between completes it and resets
        nothing.
        """
        puts = [node_put(node, task.queued_at) for node in nodes]
        stored = task
        try:
            opening = [task_put(task), open_put(task)]
            self._table.transact([*opening, *writes, *puts[:_CHUNK]])
        except TaskExists:
            stored = self.task(task.organization_id, task.id)
        for start in range(_CHUNK, len(puts), _CHUNK):
            try:
                self._table.transact(puts[start : start + _CHUNK])
            except ConditionFailed:
                continue
        return stored

    def load(self, organization_id: UUID, task_id: UUID) -> TaskState:
        """NotFound when the organization has no such task."""
        pk = keys.collection(organization_id, Noun.TASK, task_id)
        tasks, nodes = [], []
        for item in self._table.every(Query(pk)):
            if item["kind"] == Noun.TASK:
                tasks.append(Task.model_validate(item))
            else:
                nodes.append(TaskNode.model_validate(item))
        if not tasks:
            raise TASK_NOT_FOUND("Task not found")
        return TaskState(task=tasks[0], nodes=tuple(sorted(nodes, key=lambda n: n.position)))

    def node(self, call: NodeCall) -> TaskNode:
        item = self._table.get(node_key(call.organization_id, call.task_id, call.node_id))
        if item is None:
            raise NODE_NOT_FOUND("Node not found")
        return TaskNode.model_validate(item)

    def relatives(self, node: TaskNode, ids: tuple[str, ...]) -> list[TaskNode]:
        """Other nodes of the same task, strongly consistent, in the order of `ids`."""
        wanted = [node_key(node.organization_id, node.task_id, node_id) for node_id in ids]
        return [TaskNode.model_validate(item) for item in self._table.get_many(wanted)]

    def node_and_task(self, call: NodeCall) -> tuple[TaskNode, Task]:
        """Both in one strongly consistent read; NotFound when either is missing."""
        wanted = [
            node_key(call.organization_id, call.task_id, call.node_id),
            task_key(call.organization_id, call.task_id),
        ]
        found = {item["kind"]: item for item in self._table.get_many(wanted)}
        if len(found) < len(wanted):
            raise NODE_NOT_FOUND("Node not found")
        node, task = found[Noun.NODE], found[Noun.TASK]
        return TaskNode.model_validate(node), Task.model_validate(task)

    def task(self, organization_id: UUID, task_id: UUID) -> Task:
        found = self.find_task(organization_id, task_id)
        if found is None:
            raise TASK_NOT_FOUND("Task not found")
        return found

    def find_task(self, organization_id: UUID, task_id: UUID) -> Task | None:
        item = self._table.get(task_key(organization_id, task_id))
        return Task.model_validate(item) if item else None

    def open_tasks(self, organization_id: UUID) -> tuple[OpenTask, ...]:
        """Return the organization's tasks that have not ended."""
        query = Query(keys.partition(organization_id, Noun.OPEN_TASK))
        return tuple(OpenTask.model_validate(item) for item in self._table.every(query))

    def request_cancel(self, organization_id: UUID, task_id: UUID) -> Task:
        """Request cancellation. Returns the task; an ended one is unchanged. Raises NotFound."""
        update = Update(
            task_key(organization_id, task_id),
            set={"cancel_requested": True},
            condition="#status = :queued",
            values={"queued": str(TaskStatus.QUEUED)},
            error=TaskFinished(),
        )
        try:
            return Task.model_validate(self._table.update(update))
        except TaskFinished:
            return self.task(organization_id, task_id)

    def begin(self, node: TaskNode, at: datetime, job_id: UUID | None = None) -> TaskNode:
        """Count an attempt. Raises NodeFinished if the node has ended.

        Removes the task token, which has been answered, and the queue position.
        """
        changes: Item = {"status": str(NodeStatus.RUNNING)}
        if node.started_at is None:
            changes["started_at"] = iso(at)
        if job_id:
            changes["job_id"] = str(job_id)
        return self._change(node, changes, add={"attempts": 1}, remove=("task_token", "queue"))

    def begin_in_chain(self, node: TaskNode, at: datetime, chained_by: str) -> TaskNode:
        """Count the first attempt. Raises NodeStarted if the node is not queued any more.

        The task token stays on the node until the node is completed.
        """
        update = Update(
            key_of(node),
            set={
                "status": str(NodeStatus.RUNNING),
                "started_at": iso(at),
                "chained_by": chained_by,
            },
            add={"attempts": 1},
            condition="#status = :queued",
            values={"queued": str(NodeStatus.QUEUED)},
        )
        try:
            return TaskNode.model_validate(self._table.update(update))
        except ConditionFailed as error:
            raise NodeStarted from error

    def wait_for_provider(
        self,
        node: TaskNode,
        queue: QueuePosition | None = None,
        tried: tuple[Tried, ...] | None = None,
    ) -> TaskNode:
        """Mark the node as waiting for a permit (`queue`) or for the reply. Raises NodeFinished."""
        changes: Item = {"status": str(NodeStatus.WAITING_PROVIDER)}
        if tried is not None:
            changes["tried"] = _dump(tried)
        if queue is None:
            return self._change(node, changes, remove=("queue",))
        return self._change(node, {**changes, "queue": queue.model_dump(mode="json")})

    def add_tried(self, node: TaskNode, tried: Tried) -> TaskNode:
        """Append a provider's failure to the node. Raises NodeFinished.

        Not idempotent. Call it only if your own write ended the job. A node has one job at a
        time, so no other writer appends between the read and this write.
        """
        return self._change(node, {"tried": _dump((*node.tried, tried))})

    def request_node_cancel(self, node: TaskNode) -> TaskNode:
        """Request cancellation of the node. Raises NodeFinished if it has ended."""
        return self._change(node, {"cancel_requested": True})

    def complete_node(
        self, node: TaskNode, writes: Sequence[Write], *, keeps_token: bool = False
    ) -> None:
        """Store the end of `node` and unblock its children in one transaction.

        `writes` (at most 9: the event, the ledger entry) are part of it. Raises NodeFinished if
        the node has ended.
        """
        doomed = node.status is not NodeStatus.SUCCEEDED
        ending = self._ending(node, keeps_token)
        self._table.transact([ending, *self._unblocking(node, doomed), *writes])

    def complete_task(
        self,
        task: Task,
        status: TaskStatus,
        error: Failure | None,
        at: datetime,
        writes: Sequence[Write],
    ) -> None:
        """Store the terminal state and `writes`, once. Raises TaskFinished on a repetition."""
        update = Update(
            task_key(task.organization_id, task.id),
            set={
                "status": str(status),
                "error": error.model_dump() if error else None,
                "completed_at": iso(at),
            },
            condition="#status = :queued",
            values={"queued": str(TaskStatus.QUEUED)},
            error=TaskFinished(),
        )
        # Without a condition: tasks of an earlier release have no such item.
        closing = Delete(open_key(task), condition="")
        self._table.transact([update, closing, *writes])

    def _change(
        self,
        node: TaskNode,
        changes: Item,
        *,
        add: dict[str, int] | None = None,
        remove: tuple[str, ...] = (),
    ) -> TaskNode:
        update = Update(
            key_of(node),
            set=changes,
            add=add or {},
            remove=remove,
            condition=_IS_UNFINISHED,
            values=_UNFINISHED,
            error=NodeFinished(),
        )
        return TaskNode.model_validate(self._table.update(update))

    def _ending(self, node: TaskNode, keeps_token: bool) -> Update:
        ended = {
            "status", "completed_at", "duration_ms", "provider", "model", "output", "error",
            "cost_microusd", "price_version", "cached", "saved_microusd",
        }  # fmt: skip
        return Update(
            key_of(node),
            set=node.model_dump(mode="json", include=ended),
            remove=("queue",) if keeps_token else ("task_token", "queue"),
            condition=_IS_UNFINISHED,
            values=_UNFINISHED,
            error=NodeFinished(),
        )

    def _unblocking(self, node: TaskNode, doomed: bool) -> list[Write]:
        return [
            Update(
                node_key(node.organization_id, node.task_id, child),
                set={"doomed": True} if doomed else {},
                add={"blocked_by": -1},
            )
            for child in node.children
        ]


def _dump(tried: tuple[Tried, ...]) -> list[Item]:
    return [one.model_dump(mode="json") for one in tried]
