"""Tasks and their nodes, from the submission to the completion."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import ComputePart

if TYPE_CHECKING:
    from shared.compute.billing.reservations import Reservations
    from shared.compute.tasks.cancellation import CancellationService
    from shared.compute.tasks.estimate import Choices, EstimateService
    from shared.compute.tasks.node_completion import NodeCompletionService
    from shared.compute.tasks.node_start import NodeStarter
    from shared.compute.tasks.repository import TaskRepository
    from shared.compute.tasks.submission import SubmissionService
    from shared.compute.tasks.task_completion import TaskCompletionService
    from shared.compute.tasks.task_status import TaskReader


class TasksWiring(ComputePart):
    @cached_property
    def repository(self) -> "TaskRepository":
        from shared.compute.tasks.repository import TaskRepository

        return TaskRepository(self.table)

    @cached_property
    def starter(self) -> "NodeStarter":
        from shared.compute.tasks.node_start import NodeStarter

        return NodeStarter(self.repository, self.base.bucket, self.clock)

    @cached_property
    def node_completion(self) -> "NodeCompletionService":
        from shared.compute.tasks.node_completion import NodeCompletionService

        return NodeCompletionService(
            self.repository, self.base.workflows, self.clock, self.compute.jobs.local_nodes.run
        )

    @cached_property
    def task_completion(self) -> "TaskCompletionService":
        from shared.compute.tasks.task_completion import TaskCompletionService

        billing = self.compute.billing
        return TaskCompletionService(self.repository, billing.budgets, billing.ledger, self.clock)

    @cached_property
    def estimates(self) -> "EstimateService":
        from shared.compute.tasks.estimate import EstimateService

        return EstimateService(self.choices, self.compute.node_cache)

    @cached_property
    def choices(self) -> "Choices":
        return self.compute.routing.router.configured

    @cached_property
    def reservations(self) -> "Reservations":
        from shared.compute.billing.reservations import Reservations

        return Reservations(self.estimates.of_checked, self.compute.billing.budgets)

    @cached_property
    def submissions(self) -> "SubmissionService":
        from shared.compute.tasks.submission import SubmissionService

        machine = self.base.settings.require("generation_machine")
        return SubmissionService(
            self.repository, self.base.workflows, machine, self.reservations, self.clock
        )

    @cached_property
    def cancellations(self) -> "CancellationService":
        from shared.compute.tasks.cancellation import CancellationService

        return CancellationService(self.repository, self.compute.jobs.check_queue)

    @cached_property
    def reader(self) -> "TaskReader":
        from shared.compute.tasks.task_status import TaskReader

        return TaskReader(self.repository)
