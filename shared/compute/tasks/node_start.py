"""The beginning of every node's run, local or at a provider: may it run, and on what?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import UUID

from shared.aws.bucket import Bucket, ObjectMissing
from shared.compute.errors import InputMissing, NodeFinished, StepTimeout
from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import Inputs, NodeType
from shared.compute.records.tasks import CANCELLED, SKIPPED, NodeCall, Outcome, Task, TaskNode
from shared.compute.tasks.repository import TaskRepository
from shared.core.clock import Clock, utc_now
from shared.core.model import Model
from shared.providers.requests import InputImage

_IMAGE_GOOD_FOR_SECONDS = 3600
_MIME_OF = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
}


@dataclass(frozen=True)
class Work:
    """A node that is to run now. `needed` are the nodes that it needs, in the order of `needs`."""

    node: TaskNode
    task: Task
    type: NodeType
    params: Model
    needed: tuple[TaskNode, ...]
    inputs: Inputs
    deadline_at: datetime


class NodeStarter:
    def __init__(self, repository: TaskRepository, bucket: Bucket, clock: Clock = utc_now) -> None:
        self._tasks = repository
        self._bucket = bucket
        self._clock = clock

    def start(
        self, call: NodeCall, job_id: UUID | None = None, chained_by: str = ""
    ) -> Work | Outcome:
        """The work to do, or at once the outcome when there is none.

        There is none for a node whose needs failed or that somebody has cancelled, and none
        when it ended already: then the call is a late repetition, and its outcome will change
        nothing. A call for the same `job_id` goes on with an attempt and is no new one.
        With `chained_by`, raises NodeStarted if the node is not queued any more.
        Raises StepTimeout when the node has had all the time that its type allows.
        """
        node, task = self._tasks.node_and_task(call)
        if node.doomed or node.status.is_final:
            return CANCELLED if task.cancel_requested else SKIPPED
        if task.cancel_requested or node.cancel_requested:
            return CANCELLED
        if chained_by:
            node = self._tasks.begin_in_chain(node, self._clock(), chained_by)
        elif job_id is None or node.job_id != job_id:
            try:
                node = self._tasks.begin(node, self._clock(), job_id)
            except NodeFinished:
                return SKIPPED
        return self._work(node, task)

    def _work(self, node: TaskNode, task: Task) -> Work:
        now, node_type = self._clock(), NODE_TYPES[node.type]
        deadline = (node.started_at or now) + timedelta(seconds=node_type.deadline_seconds)
        if task.deadline_at is not None:
            deadline = min(deadline, task.deadline_at)
        if now >= deadline:
            raise StepTimeout
        needed = tuple(self._tasks.relatives(node, node.needs))
        return Work(
            node=node,
            task=task,
            type=node_type,
            params=node_type.params.model_validate(node.params),
            needed=needed,
            inputs=Inputs(
                outputs={other.type: other.output or {} for other in needed},
                read=file_reader(self._bucket),
                image=self._image,
            ),
            deadline_at=deadline,
        )

    def _image(self, key: str) -> InputImage:
        return InputImage(
            url=self._bucket.presign_get(key, expires_seconds=_IMAGE_GOOD_FOR_SECONDS),
            mime=_MIME_OF.get(PurePosixPath(key).suffix.lower(), "application/octet-stream"),
            read=lambda: file_reader(self._bucket)(key),
        )


def file_reader(bucket: Bucket) -> Callable[[str], bytes]:
    """Read a file of the bucket; InputMissing when it is gone."""

    def read(key: str) -> bytes:
        try:
            return bucket.read(key)
        except ObjectMissing as error:
            raise InputMissing(key) from error

    return read
