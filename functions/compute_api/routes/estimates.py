"""Estimates of the costs of a task before its submission."""

from typing import Annotated

from fastapi import APIRouter, Depends

from functions.compute_api.deps import (
    OrganizationId,
    demand_admin_token,
    get_estimate_service,
)
from shared.compute.contract.costs import Estimate
from shared.compute.contract.errors import CHECKING
from shared.compute.contract.tasks import TaskSubmission
from shared.compute.tasks.estimate import EstimateService
from shared.web.problems import problems

router = APIRouter(prefix="/tasks", tags=["costs"], dependencies=[Depends(demand_admin_token)])

Estimates = Annotated[EstimateService, Depends(get_estimate_service)]


@router.post("/estimate", responses=problems(*CHECKING))
def estimate_task(
    submission: TaskSubmission, organization_id: OrganizationId, estimates: Estimates
) -> Estimate:
    """Estimate the costs of a task.

    The body is that of a submission and is checked in the same way. Nothing is queued.
    """
    return estimates.estimate(submission, organization_id)
