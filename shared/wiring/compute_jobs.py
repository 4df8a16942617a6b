"""Jobs at providers, and nodes that run in the function itself."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import ComputePart

if TYPE_CHECKING:
    from shared.aws.queues import Queue
    from shared.compute.admission.service import AdmissionService
    from shared.compute.jobs.account_timer import AccountTimer
    from shared.compute.jobs.callbacks import CallbackAddress, CallbackService, PublicKeys
    from shared.compute.jobs.check_timer import CheckTimer
    from shared.compute.jobs.dispatch import DispatchService
    from shared.compute.jobs.embedded_jobs import Embedded, EmbeddedJobs
    from shared.compute.jobs.job_admission import JobAdmission
    from shared.compute.jobs.job_checks import JobChecks
    from shared.compute.jobs.job_completion import JobCompletion
    from shared.compute.jobs.job_planner import JobPlanner
    from shared.compute.jobs.job_runner import JobRunner
    from shared.compute.jobs.job_submission import JobSubmission
    from shared.compute.jobs.job_waiting import JobWaiting
    from shared.compute.jobs.local_nodes import LocalNodeService
    from shared.compute.jobs.priority_queues import PriorityQueues
    from shared.compute.jobs.provider_gateway import ProviderGateway
    from shared.compute.jobs.repository import JobRepository
    from shared.compute.jobs.result_store import ResultStore
    from shared.compute.jobs.reuse import NodeReuse
    from shared.compute.jobs.waiting_events import WaitingEvents
    from shared.providers.http import ProviderClient


class JobsWiring(ComputePart):
    @cached_property
    def priority_queues(self) -> "PriorityQueues":
        from shared.aws.queues import Queue
        from shared.compute.contract.tasks import Priority
        from shared.compute.jobs.priority_queues import PriorityQueues

        require = self.base.settings.require
        return PriorityQueues(
            {
                Priority.HIGH: Queue(require("high_priority_queue")),
                Priority.DEFAULT: Queue(require("default_queue")),
                Priority.LOW: Queue(require("low_priority_queue")),
            }
        )

    @cached_property
    def check_queue(self) -> "Queue":
        from shared.aws.queues import Queue

        return Queue(self.base.settings.require("checks_queue"))

    @cached_property
    def check_timer(self) -> "CheckTimer":
        from shared.compute.jobs.check_timer import CheckTimer

        return CheckTimer(self.check_queue)

    @cached_property
    def repository(self) -> "JobRepository":
        from shared.compute.jobs.repository import JobRepository

        return JobRepository(self.table)

    @cached_property
    def admission(self) -> "AdmissionService":
        from shared.compute.admission.service import AdmissionService

        return AdmissionService(self.table, self.priority_queues.send)

    @cached_property
    def account_timer(self) -> "AccountTimer":
        from shared.compute.jobs.account_timer import AccountTimer

        return AccountTimer(
            self.admission, self.check_timer, self.compute.routing.adapters, self.clock
        )

    @cached_property
    def provider_client(self) -> "ProviderClient":
        from shared.providers.authorizers import authorizers
        from shared.providers.http import ProviderClient

        return ProviderClient(authorizers())

    @cached_property
    def gateway(self) -> "ProviderGateway":
        from shared.compute.jobs.provider_gateway import ProviderGateway

        self.base.settings.require("callback_base_url")
        routing = self.compute.routing
        return ProviderGateway(
            self.provider_client,
            self.callback_address.of,
            routing.connections,
            routing.adapters,
            self.clock,
        )

    @cached_property
    def callback_address(self) -> "CallbackAddress":
        from shared.compute.jobs.callbacks import CallbackAddress

        settings = self.base.settings
        return CallbackAddress(
            settings.callback_base_url, self.base.secrets, settings.require("callback_secret")
        )

    @cached_property
    def results(self) -> "ResultStore":
        from shared.compute.jobs.result_store import ResultStore

        return ResultStore(self.base.bucket, self.clock)

    @cached_property
    def reuse(self) -> "NodeReuse":
        from shared.compute.jobs.reuse import NodeReuse

        return NodeReuse(self.compute.node_cache, self.base.bucket)

    @cached_property
    def local_nodes(self) -> "LocalNodeService":
        from shared.compute.jobs.local_nodes import LocalNodeService

        return LocalNodeService(
            self.compute.tasks.starter, self.reuse, self.compute.node_cache, self.clock
        )

    @cached_property
    def job_admission(self) -> "JobAdmission":
        from shared.compute.jobs.job_admission import JobAdmission

        return JobAdmission(
            self.admission,
            self.compute.routing.health,
            self.compute.billing.budgets,
            self.check_timer,
            self.clock,
        )

    @cached_property
    def completion(self) -> "JobCompletion":
        from shared.compute.jobs.job_completion import JobCompletion

        return JobCompletion(
            self.compute.tasks.repository,
            self.repository,
            self.compute.node_cache,
            self.job_admission,
            self.results,
            self.priority_queues,
            self.base.workflows,
        )

    @cached_property
    def waiting_events(self) -> "WaitingEvents":
        from shared.compute.jobs.waiting_events import WaitingEvents

        return WaitingEvents(self.table, self.compute.tasks.repository, self.clock)

    @cached_property
    def waiting(self) -> "JobWaiting":
        from shared.compute.jobs.job_waiting import JobWaiting

        return JobWaiting(
            self.repository,
            self.waiting_events,
            self.check_timer,
            self.priority_queues,
            self.clock,
        )

    @cached_property
    def planner(self) -> "JobPlanner":
        from shared.compute.jobs.job_planner import JobPlanner

        return JobPlanner(
            self.compute.tasks.starter,
            self.compute.routing.router,
            self.reuse,
            self.job_admission,
            self.clock,
        )

    @cached_property
    def submission(self) -> "JobSubmission":
        from shared.compute.jobs.job_submission import JobSubmission

        return JobSubmission(
            self.repository,
            self.check_timer,
            self.gateway,
            self.completion,
            self.waiting_events,
            float(self.base.settings.submit_seconds),
            self.clock,
        )

    @cached_property
    def embedded(self) -> "Embedded":
        """The function of the embedded compositor; tests replace it."""
        from shared.compositor.provider import StudioProvider

        return StudioProvider().answer

    @cached_property
    def embedded_jobs(self) -> "EmbeddedJobs":
        from shared.compute.jobs.embedded_jobs import EmbeddedJobs

        return EmbeddedJobs(self.embedded, self.completion, self.clock)

    @cached_property
    def runner(self) -> "JobRunner":
        from shared.compute.jobs.job_runner import JobRunner

        return JobRunner(
            self.compute.node_cache,
            self.repository,
            self.job_admission,
            self.submission,
            self.embedded_jobs,
            self.waiting,
            self.clock,
        )

    @cached_property
    def dispatch(self) -> "DispatchService":
        from shared.compute.jobs.dispatch import DispatchService

        return DispatchService(
            self.repository, self.planner, self.runner, self.waiting, self.completion
        )

    @cached_property
    def checks(self) -> "JobChecks":
        from shared.compute.jobs.job_checks import JobChecks

        return JobChecks(
            self.compute.tasks.starter,
            self.planner,
            self.repository,
            self.check_timer,
            self.gateway,
            self.completion,
            self.waiting,
            self.clock,
        )

    @cached_property
    def public_keys(self) -> "PublicKeys":
        from shared.compute.jobs.callbacks import PublicKeys
        from shared.providers.http import ProviderClient

        return PublicKeys(ProviderClient())

    @cached_property
    def callbacks(self) -> "CallbackService":
        from shared.compute.jobs.callbacks import CallbackService

        return CallbackService(
            self.callback_address,
            self.repository,
            self.compute.routing.connections,
            self.public_keys,
            self.check_timer,
            self.compute.routing.adapters,
        )
