"""Where the pieces are put together, and who may call."""

import hmac
from functools import cache
from typing import Annotated
from uuid import UUID

from fastapi import Header

from shared.aws.queues import Queue
from shared.aws.secrets import Secrets
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.admission.repository import AdmissionRepository
from shared.compute.billing.budgets import Budgets
from shared.compute.billing.costs import CostService
from shared.compute.billing.ledger import Ledger
from shared.compute.billing.prices import price_of
from shared.compute.billing.reservations import Funds
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.errors import SERVER_TOKEN_INVALID, SERVER_TOKEN_MISSING
from shared.compute.contract.tasks import ProviderPolicy
from shared.compute.routing.connections import Connections
from shared.compute.routing.health import Health
from shared.compute.routing.provider_status import ProviderStatusService
from shared.compute.routing.router import Router
from shared.compute.tasks.cancellation import CancelService
from shared.compute.tasks.estimate import Choice, EstimateService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_status import TaskReader
from shared.core.settings import Settings
from shared.providers.requests import Capability

# Every call says for which organization it is made; nothing of another one can be named.
OrganizationId = Annotated[
    UUID,
    Header(alias="X-Organization-Id", description="The organization that the request is for."),
]


@cache
def get_settings() -> Settings:
    return Settings.from_environment()


@cache
def get_secrets() -> Secrets:
    return Secrets()


@cache
def get_table() -> Table:
    return Table(get_settings().require("compute_table"))


@cache
def get_repository() -> TaskRepository:
    return TaskRepository(get_table())


@cache
def get_budgets() -> Budgets:
    return Budgets(get_table())


@cache
def get_cost_service() -> CostService:
    return CostService(Ledger(get_table()))


@cache
def get_connections() -> Connections:
    return Connections(get_secrets(), get_settings().require("providers_secret"))


@cache
def get_provider_status_service() -> ProviderStatusService:
    return ProviderStatusService(
        get_connections(),
        Health(get_table()),
        AdmissionRepository(get_table()),
        get_budgets().allows,
        price_of,
    )


@cache
def get_router() -> Router:
    return Router(
        get_connections(),
        Health(get_table()),
        get_budgets().allows,
        price_of,
    )


def choices(
    capability: Capability, organization_id: UUID, policy: ProviderPolicy
) -> tuple[Choice, ...]:
    """Who would be asked, were all of them well."""
    return tuple(get_router().configured(capability, organization_id, policy))


@cache
def get_estimate_service() -> EstimateService:
    return EstimateService(choices, NodeCache(get_table()))


@cache
def get_submission_service() -> SubmissionService:
    return SubmissionService(
        get_repository(),
        Workflows(),
        get_settings().require("generation_machine"),
        Funds(get_estimate_service().of_checked, get_budgets()),
    )


@cache
def get_cancel_service() -> CancelService:
    return CancelService(get_repository(), Queue(get_settings().require("checks_queue")))


@cache
def get_task_reader() -> TaskReader:
    return TaskReader(get_repository())


def demand_admin_token(authorization: Annotated[str | None, Header()] = None) -> None:
    """Platform's token, the current one or, during a rotation, the one before."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SERVER_TOKEN_MISSING("Send `Authorization: Bearer <admin token>`.")
    accepted = get_secrets().accepted(get_settings().require("compute_server_admin_token"))
    if not any(hmac.compare_digest(token.encode(), good.encode()) for good in accepted):
        raise SERVER_TOKEN_INVALID("This admin token is not, or no longer, accepted.")
