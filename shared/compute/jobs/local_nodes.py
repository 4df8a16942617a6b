"""Local nodes: carried out by the function that the state machine invokes."""

from typing import Any

from shared.compute.cache.cache_key import cache_key
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.tasks import NodeStatus
from shared.compute.jobs.reuse import NodeReuse, entry_of
from shared.compute.nodes.base import LocalNode
from shared.compute.records.tasks import NodeCall, Outcome
from shared.compute.tasks.node_start import NodeStarter, Work
from shared.core.clock import Clock, milliseconds_between, utc_now
from shared.core.ids import derived_id


class LocalNodeService:
    def __init__(
        self,
        starter: NodeStarter,
        reuse: NodeReuse,
        cache: NodeCache,
        clock: Clock = utc_now,
    ) -> None:
        self._starter = starter
        self._reuse = reuse
        self._cache = cache
        self._clock = clock

    def run(self, call: NodeCall, chained_by: str = "") -> Outcome:
        """Returns the node's outcome, or `skipped`. The state machine retries or reports errors.

        Raises NodeStarted if `chained_by` names a head and the node is not queued any more.
        """
        work = self._starter.start(call, chained_by=chained_by)
        if isinstance(work, Outcome):
            return work
        if not isinstance(work.type, LocalNode):
            raise TypeError(f"{work.node.id} is a {work.node.type} node and needs a provider")
        key = cache_key(work.type, work.params.model_dump(mode="json"), "", "", work.inputs.outputs)
        found = self._reuse.find(work, [key])
        return found if found is not None else self._carry_out(work, work.type, key)

    def _carry_out(self, work: Work, node_type: LocalNode[Any], key: str) -> Outcome:
        began = self._clock()
        output = node_type.run(work.params, work.inputs)
        outcome = Outcome(
            status=NodeStatus.SUCCEEDED,
            output=output.model_dump(mode="json"),
            duration_ms=milliseconds_between(began, self._clock()),
        )
        # What only names a file of this task is of no use to another one.
        if work.node.cache and "key" not in output.model_dump():
            self._keep(work, key, outcome)
        return outcome

    def _keep(self, work: Work, key: str, outcome: Outcome) -> None:
        """Equal local nodes do not wait for each other: they cost less than the waiting."""
        holder = derived_id("local", work.node.task_id, work.node.id)
        self._cache.store(work.node.organization_id, key, holder, entry_of(outcome))
