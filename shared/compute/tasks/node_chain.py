"""Chains: local nodes that run in the invocation which unblocked them.

Without a chain a local node costs the state machine two more invocations, one that runs it and
one that completes it. CompleteNode has just unblocked it and can do both.
"""

from collections.abc import Callable
from typing import Protocol

from shared.compute.contract.tasks import NodeStatus
from shared.compute.errors import NodeStarted
from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import LocalNode
from shared.compute.records.tasks import NodeCall, NodeCompletionCall, Outcome, TaskNode
from shared.core.observability import get_logger

# Half of the function's timeout. A node that takes longer ends with the function and then runs
# in its own step of the state machine.
_SECONDS_NEEDED = 30.0

# Runs a local node; the second argument is the id of the chain's head.
RunLocal = Callable[[NodeCall, str], Outcome]


class Steps(Protocol):
    """The single steps of completing a node (node_completion.py)."""

    def store(self, call: NodeCompletionCall, *, keeps_token: bool = False) -> TaskNode: ...
    def waiting_children(self, node: TaskNode) -> list[TaskNode]: ...
    def reload(self, node: TaskNode) -> TaskNode: ...
    def wake(self, child: TaskNode) -> None: ...
    def dismiss(self, child: TaskNode) -> None: ...


class Chain:
    """Serves the children of `head`, which has been completed: runs one that is local, wakes the
    others, and so on with the children of the node that it ran.

    Only a node whose iteration waits with a task token is run. Once the node is stored, its token
    is answered with `completed`, so the iteration ends without running it. A node that fails here
    is woken, and its own step retries it.

    The state machine repeats the head's step if it dies, so all of this may run twice. A chained
    node keeps its token. A repeated call therefore meets each chained node again and repeats
    what the first one may have left out: it dismisses a completed node and serves its children,
    and it wakes a node that was begun and not completed, which then runs in its own step.

    Two heads that unblock the same node may each find it ready. Only one of them can begin it;
    the other leaves it to that one, whose step is repeated until it has succeeded.
    """

    def __init__(
        self,
        steps: Steps,
        head: TaskNode,
        run_local: RunLocal | None,
        seconds_left: Callable[[], float],
    ) -> None:
        self._steps = steps
        self._head = head
        self._run_local = run_local
        self._seconds_left = seconds_left

    def serve(self) -> None:
        completed = [self._head]
        while completed:
            waiting = self._steps.waiting_children(completed.pop())
            chosen = self._choose(waiting)
            for child in waiting:
                if child is not chosen:
                    completed += self._release(child)
            if chosen and self._run_local:
                completed += self._run(chosen, self._run_local)

    def _choose(self, waiting: list[TaskNode]) -> TaskNode | None:
        """Choose at most one child: the others run in parallel, each in its own iteration."""
        ready = [n for n in waiting if n.status is NodeStatus.QUEUED and _is_local(n)]
        if not ready or not self._run_local or self._seconds_left() <= _SECONDS_NEEDED:
            return None
        return ready[0]

    def _release(self, child: TaskNode) -> list[TaskNode]:
        """Wake or dismiss a child. Returns `[child]` if it is completed: its children are next."""
        if child.status.is_final:
            self._steps.dismiss(child)
            return [child]
        if child.chained_by in (None, self._head.id):
            self._steps.wake(child)
        return []

    def _run(self, child: TaskNode, run_local: RunLocal) -> list[TaskNode]:
        """Run and complete a child. Returns `[child]` if it is completed."""
        call = NodeCall(
            organization_id=child.organization_id, task_id=child.task_id, node_id=child.id
        )
        try:
            outcome = run_local(call, self._head.id)
        except NodeStarted:
            return self._release(self._steps.reload(child))
        except Exception as error:
            get_logger("compute").info(
                "node failed in a chain", node_id=child.id, error=type(error).__name__
            )
            self._steps.wake(child)
            return []
        report = NodeCompletionCall(**call.model_dump(), outcome=outcome)
        completed = self._steps.store(report, keeps_token=True)
        self._steps.dismiss(child)
        return [completed]


def _is_local(node: TaskNode) -> bool:
    return isinstance(NODE_TYPES.get(node.type), LocalNode)
