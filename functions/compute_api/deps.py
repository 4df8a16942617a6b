"""The services as dependencies, and the checks that every request passes."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Header

from shared.compute.contract.errors import SERVER_TOKEN_INVALID, SERVER_TOKEN_MISSING
from shared.wiring import process
from shared.wiring.compute import Compute

S = TypeVar("S")

# Every request names its organization; data of other organizations cannot be addressed.
OrganizationId = Annotated[
    UUID,
    Header(alias="X-Organization-Id", description="The organization that the request is for."),
]


async def get_compute() -> Compute:
    """The services of the process; tests override this dependency."""
    return process.get_compute()


def provide(pick: Callable[[Compute], S]) -> Callable[[Compute], Awaitable[S]]:
    """A dependency that yields the service that `pick` selects.

    It is a coroutine because FastAPI runs plain functions in a thread of its pool.
    """

    async def dependency(compute: Annotated[Compute, Depends(get_compute)]) -> S:
        return pick(compute)

    return dependency


get_budgets = provide(lambda compute: compute.billing.budgets)
get_cost_service = provide(lambda compute: compute.billing.costs)
get_provider_status_service = provide(lambda compute: compute.routing.provider_status)
get_estimate_service = provide(lambda compute: compute.tasks.estimates)
get_submission_service = provide(lambda compute: compute.tasks.submissions)
get_cancel_service = provide(lambda compute: compute.tasks.cancellations)
get_task_reader = provide(lambda compute: compute.tasks.reader)


def demand_admin_token(
    compute: Annotated[Compute, Depends(get_compute)],
    authorization: Annotated[str | None, Header()] = None,
) -> None:
    """Accepts Platform's current token and, during a rotation, the previous one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SERVER_TOKEN_MISSING("Send `Authorization: Bearer <admin token>`.")
    base = compute.base
    accepted = base.secrets.accepted(base.settings.require("compute_server_admin_token"))
    if not any(hmac.compare_digest(token.encode(), good.encode()) for good in accepted):
        raise SERVER_TOKEN_INVALID("This admin token is not, or no longer, accepted.")
