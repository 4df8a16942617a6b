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

# What every problem document has; the others are the error's own.
_STANDARD = {"type", "title", "status", "code", "detail", "request_id", "errors"}
# Below the API's own limit of 29 s, so that the caller gets our answer and not the gateway's.
_TIMEOUT = httpx.Timeout(20.0, connect=3.0)


class ComputeServerClient:
    """`api_key` is asked for with every call, because the secret behind it rotates.

    Nothing is tried again here: the caller's queue does that, and a person who waits is told.
    Every call raises `Unavailable` (`compute_unavailable`) when Compute does not answer.
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
        """Made when it is first needed: most events are followed without asking Compute."""
        return httpx.Client(base_url=self._base_url, timeout=_TIMEOUT, transport=self._transport)

    def submit_task(self, submission: TaskSubmission) -> str:
        """The task's id. The same generation submitted again is the same task.

        Raises `Invalid` with Compute's own code when it refuses the graph, `Conflict`
        (`budget_exceeded`) when there is no money for it. When it does not answer, it may or
        may not have the task.
        """
        answer = self._send("POST", "/tasks", submission.organization_id, submission)
        return str(TaskAccepted.model_validate(answer.json()).task_id)

    # The seeds call the same thing by two names.
    submit_workflow = submit_task

    def estimate_task(self, submission: TaskSubmission) -> Estimate:
        """What it would cost; nothing is queued. Raises `Invalid` as `submit_task` does."""
        owner = submission.organization_id
        return self._ask(Estimate, "POST", "/tasks/estimate", owner, submission)

    def get_task(self, task_id: str, organization_id: UUID) -> TaskRead:
        """Raises `NotFound` (`task_not_found`) 90 days after its end."""
        return self._ask(TaskRead, "GET", f"/tasks/{task_id}", organization_id)

    def get_task_result(self, task_id: str, organization_id: UUID) -> TaskResult:
        """Raises `Unavailable` (`task_not_done`) while the task is at work."""
        answer = self._send("GET", f"/tasks/{task_id}/result", organization_id)
        if answer.status_code == HTTPStatus.ACCEPTED:
            raise TASK_NOT_DONE(f"Task {task_id} is still at work; ask again.")
        return TaskResult.model_validate(answer.json())

    def cancel_task(self, task_id: str, organization_id: UUID) -> TaskRead:
        """The task as it is now; its end is told by an event. One that has ended stays so."""
        try:
            return self._ask(TaskRead, "POST", f"/tasks/{task_id}/cancel", organization_id)
        except Conflict:
            return self.get_task(task_id, organization_id)

    def cancel_tasks(self, request: CancelRequest, organization_id: UUID) -> CancelReport:
        return self._ask(CancelReport, "POST", "/tasks/cancel", organization_id, request)

    def get_costs(self, organization_id: UUID, query: Mapping[str, str]) -> CostReport:
        """`query` as `GET /costs` takes it: start, end, shooting_id, group_by, cursor, ..."""
        return self._ask(CostReport, "GET", "/costs", organization_id, query=query)

    def get_budgets(self, organization_id: UUID) -> BudgetList:
        return self._ask(BudgetList, "GET", "/budgets", organization_id)

    def set_budget(
        self, organization_id: UUID, scope: str, name: str, budget_in: BudgetSet
    ) -> Budget:
        """`scope` and `name` are parts of the path, so they must be safe in one."""
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
    """Compute's problem document as an error of ours; what only we can mend is `Unavailable`."""
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
