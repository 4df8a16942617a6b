"""The beginning of every node's run, local or at a provider: may it run, and on what?"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.aws.bucket import Bucket, ObjectMissing
from shared.compute.errors import InputMissing, NodeFinished
from shared.compute.models import SKIPPED, NodeCall, Outcome, TaskNode
from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import Inputs, NodeType
from shared.compute.repository import TaskRepository
from shared.core.clock import Clock, utc_now
from shared.core.model import Model


@dataclass(frozen=True)
class Work:
    """A node that is to run now."""

    node: TaskNode
    type: NodeType
    params: Model
    inputs: Inputs


class NodeStarter:
    def __init__(self, repository: TaskRepository, bucket: Bucket, clock: Clock = utc_now) -> None:
        self._tasks = repository
        self._bucket = bucket
        self._clock = clock

    def start(self, call: NodeCall) -> Work | Outcome:
        """The work to do, or at once the outcome when there is none.

        There is none for a node whose needs failed, and none when it ended already: then the
        call is a late repetition, and its outcome will change nothing.
        """
        node = self._tasks.node(call)
        if node.doomed or node.status.is_final:
            return SKIPPED
        try:
            node = self._tasks.begin(node, self._clock())
        except NodeFinished:
            return SKIPPED
        node_type = NODE_TYPES[node.type]
        return Work(
            node=node,
            type=node_type,
            params=node_type.params.model_validate(node.params),
            inputs=self._inputs(node),
        )

    def _inputs(self, node: TaskNode) -> Inputs:
        needed = self._tasks.relatives(node, node.needs)
        return Inputs(
            outputs={other.type: other.output or {} for other in needed},
            read=reader_of(self._bucket),
        )


def reader_of(bucket: Bucket) -> Callable[[str], bytes]:
    """Read a file of the bucket; InputMissing when it is gone."""

    def read(key: str) -> bytes:
        try:
            return bucket.read(key)
        except ObjectMissing as error:
            raise InputMissing(key) from error

    return read
