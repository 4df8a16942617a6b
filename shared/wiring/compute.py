"""The services of Compute, one attribute per room."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import Base
from shared.wiring.compute_billing import BillingWiring
from shared.wiring.compute_jobs import JobsWiring
from shared.wiring.compute_routing import RoutingWiring
from shared.wiring.compute_tasks import TasksWiring

if TYPE_CHECKING:
    from shared.compute.cache.node_cache import NodeCache


class Compute:
    def __init__(self, base: Base) -> None:
        self.base = base
        self.billing = BillingWiring(self)
        self.jobs = JobsWiring(self)
        self.routing = RoutingWiring(self)
        self.tasks = TasksWiring(self)

    @cached_property
    def node_cache(self) -> "NodeCache":
        from shared.compute.cache.node_cache import NodeCache

        return NodeCache(self.base.compute_table, self.base.clock)
