"""Tasks and their nodes in the compute table: one partition per task, so one query reads all."""

from datetime import datetime, timedelta
from uuid import UUID

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.table import ConditionFailed, Query, Table
from shared.aws.writes import Put, Update, Write
from shared.compute.errors import NodeFinished, TaskExists, TaskFinished
from shared.compute.models import NodeCall, Task, TaskNode, TaskState
from shared.compute.schemas import Failure, NodeStatus, TaskStatus
from shared.core.clock import iso
from shared.core.errors import NotFound

# As long as Step Functions remembers the name of an execution: until then a repeated
# submission must find the task.
_KEPT = timedelta(days=90)
_CHUNK = 98  # of the 100 writes of a transaction, beside the task and its event

_UNFINISHED = {"queued": str(NodeStatus.QUEUED), "running": str(NodeStatus.RUNNING)}


class TaskRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, task: Task, nodes: tuple[TaskNode, ...], event: Put) -> Task:
        """The stored task: this one, or the one that an earlier submission left.

        The first transaction holds the task, its event and, unless the graph is large, all
        nodes. Each further chunk is written once as a whole, so whoever repeats a submission
        that died in between completes it and resets nothing.
        """
        puts = [self._node_put(node, task.queued_at) for node in nodes]
        stored = task
        try:
            self._table.transact([self._task_put(task), event, *puts[:_CHUNK]])
        except TaskExists:
            stored = self._task(task.organization_id, task.id)
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
            raise NotFound.of("Task")
        return TaskState(task=tasks[0], nodes=tuple(sorted(nodes, key=lambda n: n.position)))

    def node(self, call: NodeCall) -> TaskNode:
        item = self._table.get(node_key(call.organization_id, call.task_id, call.node_id))
        if item is None:
            raise NotFound.of("Node")
        return TaskNode.model_validate(item)

    def relatives(self, node: TaskNode, ids: tuple[str, ...]) -> list[TaskNode]:
        """Other nodes of the same task, strongly consistent, in the order of `ids`."""
        wanted = [node_key(node.organization_id, node.task_id, node_id) for node_id in ids]
        return [TaskNode.model_validate(item) for item in self._table.get_many(wanted)]

    def begin(self, node: TaskNode, at: datetime) -> TaskNode:
        """Count an attempt; NodeFinished when the node has ended meanwhile.

        The token that it waited with is used up and goes.
        """
        first = {} if node.started_at else {"started_at": iso(at)}
        item = self._table.update(
            Update(
                _key_of(node),
                set={"status": str(NodeStatus.RUNNING), **first},
                add={"attempts": 1},
                remove=("task_token",),
                condition="#status IN (:queued, :running)",
                values=_UNFINISHED,
                otherwise=NodeFinished(),
            )
        )
        return TaskNode.model_validate(item)

    def complete(self, node: TaskNode, progress: Put) -> None:
        """Store how `node` ended and unblock its children, once; then NodeFinished."""
        doomed = node.status is not NodeStatus.SUCCEEDED
        self._table.transact([self._ending(node), *self._unblocking(node, doomed), progress])

    def finish(
        self, task: Task, status: TaskStatus, error: Failure | None, at: datetime, event: Put
    ) -> None:
        """The terminal state with its event, once; then TaskFinished."""
        update = Update(
            _task_key(task.organization_id, task.id),
            set={
                "status": str(status),
                "error": error.model_dump() if error else None,
                "completed_at": iso(at),
            },
            condition="#status = :queued",
            values={"queued": str(TaskStatus.QUEUED)},
            otherwise=TaskFinished(),
        )
        self._table.transact([update, event])

    def _ending(self, node: TaskNode) -> Update:
        ended = {
            "status", "completed_at", "duration_ms", "provider", "model",
            "output", "error", "cost_microusd",
        }  # fmt: skip
        return Update(
            _key_of(node),
            set=node.model_dump(mode="json", include=ended),
            remove=("task_token",),
            condition="#status IN (:queued, :running)",
            values=_UNFINISHED,
            otherwise=NodeFinished(),
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

    def _task(self, organization_id: UUID, task_id: UUID) -> Task:
        item = self._table.get(_task_key(organization_id, task_id))
        if item is None:
            raise NotFound.of("Task")
        return Task.model_validate(item)

    def _task_put(self, task: Task) -> Put:
        item = {
            **_task_key(task.organization_id, task.id)._asdict(),
            "kind": str(Noun.TASK),
            **_stored(task.model_dump(mode="json"), task.queued_at),
        }
        return Put(item, otherwise=TaskExists())

    def _node_put(self, node: TaskNode, queued_at: datetime) -> Put:
        item = {
            **_key_of(node)._asdict(),
            "kind": str(Noun.NODE),
            **_stored(node.model_dump(mode="json", exclude={"task_token"}), queued_at),
        }
        return Put(item)


def _stored(item: Item, queued_at: datetime) -> Item:
    return {**item, "expires_at": int((queued_at + _KEPT).timestamp())}


def _task_key(organization_id: UUID, task_id: UUID) -> Key:
    return keys.member(organization_id, Noun.TASK, task_id, Noun.TASK, "META")


def node_key(organization_id: UUID, task_id: UUID, node_id: str) -> Key:
    return keys.member(organization_id, Noun.TASK, task_id, Noun.NODE, node_id)


def _key_of(node: TaskNode) -> Key:
    return node_key(node.organization_id, node.task_id, node.id)
