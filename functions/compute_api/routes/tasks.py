"""Tasks: submit a graph, read its state and its result, cancel it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response, status

from functions.compute_api.deps import (
    OrganizationId,
    demand_admin_token,
    get_cancel_service,
    get_submission_service,
    get_task_reader,
)
from shared.compute.contract.errors import (
    BUDGET_CAP_EXCEEDED,
    BUDGET_EXCEEDED,
    CHECKING,
    NODE_FINISHED,
    NODE_NOT_FOUND,
    TASK_EXISTS,
    TASK_FINISHED,
    TASK_NOT_FOUND,
)
from shared.compute.contract.providers import CancelReport, CancelRequest
from shared.compute.contract.tasks import (
    TaskAccepted,
    TaskPending,
    TaskRead,
    TaskResult,
    TaskSubmission,
)
from shared.compute.tasks.cancellation import CancellationService
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_status import TaskReader
from shared.web.problems import problems

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(demand_admin_token)])

Submissions = Annotated[SubmissionService, Depends(get_submission_service)]
Reader = Annotated[TaskReader, Depends(get_task_reader)]
Cancels = Annotated[CancellationService, Depends(get_cancel_service)]
TaskId = Annotated[UUID, Path(description="Id of the task, as in `Location`.")]
NodeId = Annotated[str, Path(description="Id of the node within its task.")]


@router.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(*CHECKING, BUDGET_CAP_EXCEEDED, BUDGET_EXCEEDED, TASK_EXISTS),
)
def submit_task(
    submission: TaskSubmission,
    organization_id: OrganizationId,
    submissions: Submissions,
    response: Response,
) -> TaskAccepted:
    """Queue a graph of nodes as a task.

    Idempotent: submitting a generation again returns its task. `Location` is the address of the
    task.
    """
    accepted = submissions.submit(submission, organization_id)
    response.headers["Location"] = f"/api/v1/tasks/{accepted.task_id}"
    return accepted


@router.post("/cancel", status_code=status.HTTP_202_ACCEPTED)
def cancel_tasks(
    request: CancelRequest, organization_id: OrganizationId, cancels: Cancels
) -> CancelReport:
    """Cancel the waiting tasks, or all that have not ended."""
    return cancels.cancel_many(organization_id, request)


@router.post(
    "/{task_id}/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(TASK_NOT_FOUND, TASK_FINISHED),
)
def cancel_task(
    task_id: TaskId, organization_id: OrganizationId, cancels: Cancels, reader: Reader
) -> TaskRead:
    """Cancel a task, also at its providers."""
    cancels.cancel_task(organization_id, task_id)
    return reader.read(organization_id, task_id)


@router.post(
    "/{task_id}/nodes/{node_id}/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(TASK_NOT_FOUND, NODE_NOT_FOUND, NODE_FINISHED, TASK_FINISHED),
)
def cancel_node(
    task_id: TaskId,
    node_id: NodeId,
    organization_id: OrganizationId,
    cancels: Cancels,
    reader: Reader,
) -> TaskRead:
    """Cancel one node.

    Nodes that need it are skipped; the others go on.
    """
    cancels.cancel_node(organization_id, task_id, node_id)
    return reader.read(organization_id, task_id)


@router.get("/{task_id}", responses=problems(TASK_NOT_FOUND))
def get_task(task_id: TaskId, organization_id: OrganizationId, reader: Reader) -> TaskRead:
    """Read a task with its status, progress and nodes.

    404 is also the answer for those of another organization.
    """
    return reader.read(organization_id, task_id)


@router.get(
    "/{task_id}/result",
    responses={
        status.HTTP_202_ACCEPTED: {"model": TaskPending, "description": "The task has not ended"},
        **problems(TASK_NOT_FOUND),
    },
)
def get_task_result(
    task_id: TaskId, organization_id: OrganizationId, reader: Reader, response: Response
) -> TaskResult | TaskPending:
    """Read the result of a task.

    The answer is 200 with the images when the task has ended, and 202 with its progress until
    then.
    """
    result = reader.result(organization_id, task_id)
    if isinstance(result, TaskPending):
        response.status_code = status.HTTP_202_ACCEPTED
    return result
