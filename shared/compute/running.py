"""Local nodes: carried out by the function that the state machine invokes."""

from shared.compute.durations import milliseconds_between
from shared.compute.models import NodeCall, Outcome
from shared.compute.nodes.base import LocalNode
from shared.compute.schemas import NodeStatus
from shared.compute.starting import NodeStarter
from shared.core.clock import Clock, utc_now


class LocalNodeService:
    def __init__(self, starter: NodeStarter, clock: Clock = utc_now) -> None:
        self._starter = starter
        self._clock = clock

    def run(self, call: NodeCall) -> Outcome:
        """What the node gave, or `skipped`; the state machine retries or reports what it raises."""
        work = self._starter.start(call)
        if isinstance(work, Outcome):
            return work
        if not isinstance(work.type, LocalNode):
            raise TypeError(f"{work.node.id} is a {work.node.type} node and needs a provider")
        began = self._clock()
        output = work.type.run(work.params, work.inputs)
        return Outcome(
            status=NodeStatus.SUCCEEDED,
            output=output.model_dump(mode="json"),
            duration_ms=milliseconds_between(began, self._clock()),
        )
