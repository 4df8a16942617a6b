"""How a task and its nodes stand in the table: their keys and items."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import ConfigDict

from shared.aws import keys
from shared.aws.attributes import Item
from shared.aws.keys import Key, Noun
from shared.aws.writes import Put
from shared.compute.errors import TaskExists
from shared.compute.records.tasks import Task, TaskNode
from shared.core.model import Model

# As long as Step Functions remembers the name of an execution: until then a repeated
# submission must find the task.
_KEPT = timedelta(days=90)


class OpenTask(Model):
    """The mark of a task that has not ended."""

    model_config = ConfigDict(extra="ignore")

    task_id: UUID
    generation_id: UUID
    shooting_id: UUID | None = None


def task_key(organization_id: UUID, task_id: UUID) -> Key:
    return keys.member(organization_id, Noun.TASK, task_id, Noun.TASK, "META")


def open_key(task: Task) -> Key:
    return keys.entity(task.organization_id, Noun.OPEN_TASK, task.id)


def node_key(organization_id: UUID, task_id: UUID, node_id: str) -> Key:
    return keys.member(organization_id, Noun.TASK, task_id, Noun.NODE, node_id)


def key_of(node: TaskNode) -> Key:
    return node_key(node.organization_id, node.task_id, node.id)


def task_put(task: Task) -> Put:
    key = task_key(task.organization_id, task.id)
    item = _item(key, Noun.TASK, task.model_dump(mode="json"), task.queued_at)
    return Put(item, error=TaskExists())


def node_put(node: TaskNode, queued_at: datetime) -> Put:
    fields = node.model_dump(mode="json", exclude={"task_token"})
    return Put(_item(key_of(node), Noun.NODE, fields, queued_at))


def open_put(task: Task) -> Put:
    mark = OpenTask(task_id=task.id, generation_id=task.generation_id, shooting_id=task.shooting_id)
    item = _item(open_key(task), Noun.OPEN_TASK, mark.model_dump(mode="json"), task.queued_at)
    return Put(item, error=TaskExists())


def _item(key: Key, kind: Noun, fields: Item, queued_at: datetime) -> Item:
    expires_at = int((queued_at + _KEPT).timestamp())
    return {**key._asdict(), "kind": str(kind), **fields, "expires_at": expires_at}
