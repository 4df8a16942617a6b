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
from shared.compute.admission.service import Lanes
from shared.compute.billing.prices import price_of
from shared.compute.contract.tasks import Priority
from shared.compute.jobs.account_timer import LaneTimer
from shared.compute.jobs.callbacks import CallbackAddress
from shared.compute.jobs.check_timer import CheckTimer
from shared.compute.jobs.dispatch import DispatchService
from shared.compute.jobs.job_checks import CheckService
from shared.compute.jobs.job_completion import JobEnding
from shared.compute.jobs.job_submission import OrderService
from shared.compute.jobs.priority_queues import PriorityQueues
from shared.compute.jobs.provider_gateway import ProviderDesk
from shared.compute.jobs.repository import JobRepository
from shared.compute.jobs.result_store import ResultStore
from shared.compute.jobs.waiting_events import WaitingNews
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
def get_lanes() -> Lanes:
    return Lanes(get_table(), get_queues().send)


@cache
def get_lane_timer() -> LaneTimer:
    return LaneTimer(get_lanes(), get_timer())


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
def get_desk() -> ProviderDesk:
    from shared.providers.authorizers import authorizers

    settings = get_settings()
    address = CallbackAddress(
        settings.require("callback_base_url"), get_secrets(), settings.require("callback_secret")
    )
    return ProviderDesk(ProviderClient(authorizers()), address.of)


@cache
def get_results() -> ResultStore:
    return ResultStore(get_bucket())


@cache
def get_ending() -> JobEnding:
    return JobEnding(
        get_repository(),
        get_jobs(),
        get_cache(),
        get_lanes(),
        get_health(),
        get_budgets(),
        get_queues(),
        Workflows(),
        get_timer(),
    )


@cache
def get_news() -> WaitingNews:
    return WaitingNews(get_table(), get_repository())


@cache
def get_order_service() -> OrderService:
    return OrderService(
        get_lanes(),
        get_health(),
        get_budgets(),
        get_jobs(),
        get_timer(),
        get_desk(),
        get_results(),
        get_ending(),
        get_news(),
        get_queues(),
        float(get_settings().submit_seconds),
    )


@cache
def get_dispatch_service() -> DispatchService:
    from shared.compositor.provider import StudioProvider

    return DispatchService(
        get_starter(),
        get_router(),
        get_reuse(),
        get_cache(),
        get_jobs(),
        get_order_service(),
        get_results(),
        get_ending(),
        get_news(),
        get_queues(),
        Workflows(),
        StudioProvider().answer,
    )


@cache
def get_check_service() -> CheckService:
    return CheckService(
        get_starter(),
        get_connections(),
        get_router(),
        get_jobs(),
        get_timer(),
        get_desk(),
        get_results(),
        get_ending(),
        get_queues(),
    )
