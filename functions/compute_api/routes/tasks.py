"""Tasks: submit a graph, look at it, fetch its result."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status

from functions.compute_api.deps import (
    OrganizationId,
    demand_admin_token,
    get_cancel_service,
    get_submission_service,
    get_task_reader,
)
from shared.compute.contract.providers import CancelReport, CancelRequest
from shared.compute.contract.tasks import (
    TaskAccepted,
    TaskPending,
    TaskRead,
    TaskResult,
    TaskSubmission,
)
from shared.compute.tasks.cancellation import CancelService
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_status import TaskReader

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(demand_admin_token)])

Submissions = Annotated[SubmissionService, Depends(get_submission_service)]
Reader = Annotated[TaskReader, Depends(get_task_reader)]
Cancels = Annotated[CancelService, Depends(get_cancel_service)]


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def submit_task(
    submission: TaskSubmission,
    organization_id: OrganizationId,
    submissions: Submissions,
    response: Response,
) -> TaskAccepted:
    """Queue a graph; submitting the same generation again answers with the same task."""
    accepted = submissions.submit(submission, organization_id)
    response.headers["Location"] = f"/api/v1/tasks/{accepted.task_id}"
    return accepted


@router.post("/cancel", status_code=status.HTTP_202_ACCEPTED)
def cancel_tasks(
    request: CancelRequest, organization_id: OrganizationId, cancels: Cancels
) -> CancelReport:
    """Cancel what has not begun, or everything that has not ended."""
    return cancels.cancel_many(organization_id, request)


@router.post("/{task_id}/cancel", status_code=status.HTTP_202_ACCEPTED)
def cancel_task(
    task_id: UUID, organization_id: OrganizationId, cancels: Cancels, reader: Reader
) -> TaskRead:
    """Cancel a task, also at its providers; 409 when it has ended."""
    cancels.cancel_task(organization_id, task_id)
    return reader.read(organization_id, task_id)


@router.post("/{task_id}/nodes/{node_id}/cancel", status_code=status.HTTP_202_ACCEPTED)
def cancel_node(
    task_id: UUID,
    node_id: str,
    organization_id: OrganizationId,
    cancels: Cancels,
    reader: Reader,
) -> TaskRead:
    """Cancel one node; what needs it is skipped and the others go on."""
    cancels.cancel_node(organization_id, task_id, node_id)
    return reader.read(organization_id, task_id)


@router.get("/{task_id}")
def get_task(task_id: UUID, organization_id: OrganizationId, reader: Reader) -> TaskRead:
    """Status, progress and every node; 404 also when the task is another organization's."""
    return reader.read(organization_id, task_id)


@router.get(
    "/{task_id}/result",
    responses={status.HTTP_202_ACCEPTED: {"model": TaskPending, "description": "Not done yet"}},
)
def get_task_result(
    task_id: UUID, organization_id: OrganizationId, reader: Reader, response: Response
) -> TaskResult | TaskPending:
    """The pictures when the task has ended, 202 with the progress until then."""
    result = reader.result(organization_id, task_id)
    if isinstance(result, TaskPending):
        response.status_code = status.HTTP_202_ACCEPTED
    return result
