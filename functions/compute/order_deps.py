"""The pieces that order from providers and look after the orders, made once per process."""

from functools import cache

from functions.compute.deps import (
    get_bucket,
    get_budgets,
    get_cache,
    get_repository,
    get_reuse,
    get_settings,
    get_starter,
    get_table,
)
from shared.aws.queues import Queue
from shared.aws.secrets import Secrets
from shared.aws.workflows import Workflows
from shared.compute.admission.service import AdmissionService
from shared.compute.billing.prices import price_of
from shared.compute.contract.tasks import Priority
from shared.compute.jobs.account_timer import AccountTimer
from shared.compute.jobs.callbacks import CallbackAddress
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.dispatch import DispatchService
from shared.compute.jobs.embedded_jobs import EmbeddedJobs
from shared.compute.jobs.job_admission import JobAdmission
from shared.compute.jobs.job_checks import JobChecks
from shared.compute.jobs.job_completion import JobCompletion
from shared.compute.jobs.job_planner import JobPlanner
from shared.compute.jobs.job_runner import JobRunner
from shared.compute.jobs.job_submission import JobSubmission
from shared.compute.jobs.job_waiting import JobWaiting
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.provider_gateway import ProviderGateway
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import ResultStore
from shared.compute.jobs.waiting_events import WaitingEvents
from shared.compute.routing.connections import Connections
from shared.compute.routing.health import Health
from shared.compute.routing.router import Router
from shared.providers.http import ProviderClient


@cache
def get_secrets() -> Secrets:
    return Secrets()


@cache
def get_queues() -> PriorityQueues:
    settings = get_settings()
    return PriorityQueues(
        {
            Priority.HIGH: Queue(settings.require("high_priority_queue")),
            Priority.DEFAULT: Queue(settings.require("default_queue")),
            Priority.LOW: Queue(settings.require("low_priority_queue")),
        }
    )


@cache
def get_timer() -> CheckTimer:
    return CheckTimer(Queue(get_settings().require("checks_queue")))


@cache
def get_admission() -> AdmissionService:
    return AdmissionService(get_table(), get_queues().send)


@cache
def get_account_timer() -> AccountTimer:
    return AccountTimer(get_admission(), get_timer())


@cache
def get_connections() -> Connections:
    return Connections(get_secrets(), get_settings().require("providers_secret"))


@cache
def get_health() -> Health:
    return Health(get_table())


@cache
def get_router() -> Router:
    return Router(get_connections(), get_health(), get_budgets().allows, price_of)


@cache
def get_jobs() -> JobRepository:
    return JobRepository(get_table())


@cache
def get_gateway() -> ProviderGateway:
    from shared.providers.authorizers import authorizers

    settings = get_settings()
    address = CallbackAddress(
        settings.require("callback_base_url"), get_secrets(), settings.require("callback_secret")
    )
    return ProviderGateway(ProviderClient(authorizers()), address.of, get_connections())


@cache
def get_job_admission() -> JobAdmission:
    return JobAdmission(get_admission(), get_health(), get_budgets(), get_timer())


@cache
def get_job_completion() -> JobCompletion:
    return JobCompletion(
        get_repository(),
        get_jobs(),
        get_cache(),
        get_job_admission(),
        ResultStore(get_bucket()),
        get_queues(),
        Workflows(),
    )


@cache
def get_waiting_events() -> WaitingEvents:
    return WaitingEvents(get_table(), get_repository())


@cache
def get_job_waiting() -> JobWaiting:
    return JobWaiting(get_jobs(), get_waiting_events(), get_timer(), get_queues())


@cache
def get_job_planner() -> JobPlanner:
    return JobPlanner(get_starter(), get_router(), get_reuse(), get_job_admission())


@cache
def get_job_submission() -> JobSubmission:
    return JobSubmission(
        get_jobs(),
        get_timer(),
        get_gateway(),
        get_job_completion(),
        get_waiting_events(),
        float(get_settings().submit_seconds),
    )


@cache
def get_job_runner() -> JobRunner:
    from shared.compositor.provider import StudioProvider

    return JobRunner(
        get_cache(),
        get_jobs(),
        get_job_admission(),
        get_job_submission(),
        EmbeddedJobs(StudioProvider().answer, get_job_completion()),
        get_job_waiting(),
    )


@cache
def get_dispatch_service() -> DispatchService:
    return DispatchService(
        get_jobs(),
        get_job_planner(),
        get_job_runner(),
        get_job_waiting(),
        get_job_completion(),
    )


@cache
def get_job_checks() -> JobChecks:
    return JobChecks(
        get_starter(),
        get_job_planner(),
        get_jobs(),
        get_timer(),
        get_gateway(),
        get_job_completion(),
        get_job_waiting(),
    )
