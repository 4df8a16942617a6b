"""Communication with the Compute service: tasks, their results, costs and providers."""

from collections.abc import Callable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

import httpx

from shared.compute.contract.costs import Budget, BudgetList, BudgetSet, CostReport, Estimate
from shared.compute.contract.errors import TASK_FINISHED, TASK_NOT_FOUND
from shared.compute.contract.providers import CancelReport, CancelRequest, ProvidersStatus
from shared.compute.contract.tasks import TaskAccepted, TaskRead, TaskResult, TaskSubmission
from shared.compute_client.errors import (
    BUDGET_EXCEEDED,
    COMPUTE_UNAVAILABLE,
    TASK_NOT_DONE,
    TASK_REFUSED,
)
from shared.core.errors import Code, Conflict, Invalid, SartiqError, Unavailable
from shared.core.model import Model
from shared.core.observability import get_logger

M = TypeVar("M", bound=Model)

# Members of every problem document; all others belong to the error.
_STANDARD = {"type", "title", "status", "code", "detail", "request_id", "errors"}
# Below the API's own limit of 29 s, so that the caller receives this error and not the gateway's.
_TIMEOUT = httpx.Timeout(20.0, connect=3.0)


class ComputeServerClient:
    """`api_key` is called for every request, because the secret rotates.

    Requests are not retried here: callers that handle messages are retried by their queue, the
    others report the error. Every call raises `Unavailable` (`compute_unavailable`) if Compute does
    not answer.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Callable[[], str],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url.rstrip("/")
        self._transport = transport

    @cached_property
    def _http(self) -> httpx.Client:
        """Created on first use, since most events are handled without a request to Compute."""
        return httpx.Client(base_url=self._base_url, timeout=_TIMEOUT, transport=self._transport)

    def submit_task(self, submission: TaskSubmission) -> str:
        """Submit a task and return its id. Idempotent per generation.

        Raises `Invalid` with Compute's own code if it refuses the graph, `Conflict`
        (`budget_exceeded`) if a budget does not suffice. After `Unavailable`, Compute may or may
        not have the task.
        """
        answer = self._send("POST", "/tasks", submission.organization_id, submission)
        return str(TaskAccepted.model_validate(answer.json()).task_id)

    # Name of the seeds for the same call.
    submit_workflow = submit_task

    def estimate_task(self, submission: TaskSubmission) -> Estimate:
        """The cost of a task, without submitting it. Raises `Invalid` as `submit_task` does."""
        owner = submission.organization_id
        return self._ask(Estimate, "POST", "/tasks/estimate", owner, submission)

    def get_task(self, task_id: str, organization_id: UUID) -> TaskRead:
        """Raises `NotFound` (`task_not_found`) 90 days after its end."""
        return self._ask(TaskRead, "GET", f"/tasks/{task_id}", organization_id)

    def get_task_result(self, task_id: str, organization_id: UUID) -> TaskResult:
        """Raises `Unavailable` (`task_not_done`) while the task is open."""
        answer = self._send("GET", f"/tasks/{task_id}/result", organization_id)
        if answer.status_code == HTTPStatus.ACCEPTED:
            raise TASK_NOT_DONE(f"Task {task_id} is still at work; ask again.")
        return TaskResult.model_validate(answer.json())

    def cancel_task(self, task_id: str, organization_id: UUID) -> TaskRead:
        """Request cancellation and return the task as it is; an event announces its end.

        A task that has ended is returned unchanged.
        """
        try:
            return self._ask(TaskRead, "POST", f"/tasks/{task_id}/cancel", organization_id)
        except Conflict:
            return self.get_task(task_id, organization_id)

    def cancel_tasks(self, request: CancelRequest, organization_id: UUID) -> CancelReport:
        return self._ask(CancelReport, "POST", "/tasks/cancel", organization_id, request)

    def get_costs(self, organization_id: UUID, query: Mapping[str, str]) -> CostReport:
        """`query` has the parameters of `GET /costs`: start, end, group_by, cursor, ..."""
        return self._ask(CostReport, "GET", "/costs", organization_id, query=query)

    def get_budgets(self, organization_id: UUID) -> BudgetList:
        return self._ask(BudgetList, "GET", "/budgets", organization_id)

    def set_budget(
        self, organization_id: UUID, scope: str, name: str, budget_in: BudgetSet
    ) -> Budget:
        """`scope` and `name` become parts of the path and must be safe there."""
        return self._ask(Budget, "PUT", f"/budgets/{scope}/{name}", organization_id, budget_in)

    def get_providers_status(self, organization_id: UUID) -> ProvidersStatus:
        return self._ask(ProvidersStatus, "GET", "/providers/status", organization_id)

    def _ask(
        self,
        model: type[M],
        method: str,
        path: str,
        organization_id: UUID,
        body: Model | None = None,
        query: Mapping[str, str] | None = None,
    ) -> M:
        answer = self._send(method, path, organization_id, body, query)
        return model.model_validate(answer.json())

    def _send(
        self,
        method: str,
        path: str,
        organization_id: UUID,
        body: Model | None = None,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self._api_key()}",
            "X-Organization-Id": str(organization_id),
        }
        json = body.model_dump(mode="json") if body else None
        try:
            answer = self._http.request(
                method, f"/api/v1{path}", headers=headers, json=json, params=query
            )
        except httpx.HTTPError as error:
            raise _unavailable() from error
        if answer.is_success:
            return answer
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> SartiqError:
    """The error for a problem document of Compute; unexpected ones become `Unavailable`."""
    problem = _problem_of(answer)
    code, detail = str(problem.get("code", "")), str(problem.get("detail", ""))
    extra = {name: value for name, value in problem.items() if name not in _STANDARD}
    match answer.status_code:
        case HTTPStatus.NOT_FOUND:
            return TASK_NOT_FOUND("Compute knows no such task.")
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            declared = Code(code) if code else TASK_REFUSED
            return Invalid(declared, detail or "Compute refused the task.", extra=extra)
        case HTTPStatus.CONFLICT if code == BUDGET_EXCEEDED.name:
            return BUDGET_EXCEEDED(detail, extra=extra)
        case HTTPStatus.CONFLICT if code == TASK_FINISHED.name:
            return TASK_FINISHED(detail)
    get_logger("generation").error("compute refused", status=answer.status_code, code=code)
    return _unavailable()


def _problem_of(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _unavailable() -> Unavailable:
    return COMPUTE_UNAVAILABLE(
        "The generation service does not answer at the moment; try again in a minute.",
    )
