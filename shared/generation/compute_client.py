"""Communication with the Compute service: submit a graph, fetch its result."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from shared.compute.schemas import TaskAccepted, TaskResult, TaskSubmission
from shared.core.errors import Invalid, NotFound, Unavailable
from shared.core.observability import get_logger

# Below the API's own limit of 29 s, so that the caller gets our answer and not the gateway's.
_TIMEOUT = httpx.Timeout(20.0, connect=3.0)


class ComputeServerClient:
    """`api_key` is asked for with every call, because the secret behind it rotates.

    Nothing is tried again here: the caller's queue does that, and a person who waits is told.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Callable[[], str],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._api_key = api_key
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), timeout=_TIMEOUT, transport=transport
        )

    def submit_task(self, submission: TaskSubmission) -> str:
        """The task's id. The same generation submitted again is the same task.

        Raises `Invalid` with Compute's own code when it refuses the graph, `Unavailable`
        (`compute_unavailable`) when it does not answer: then it may or may not have the task.
        """
        answer = self._send(
            "POST",
            "/api/v1/tasks",
            submission.organization_id,
            json=submission.model_dump(mode="json"),
        )
        return str(TaskAccepted.model_validate(answer.json()).task_id)

    # The seeds call the same thing by two names.
    submit_workflow = submit_task

    def get_task_result(self, task_id: str, organization_id: UUID) -> TaskResult:
        """Raises `Unavailable` (`task_not_done`) while the task is at work."""
        answer = self._send("GET", f"/api/v1/tasks/{task_id}/result", organization_id)
        if answer.status_code == HTTPStatus.ACCEPTED:
            raise Unavailable("task_not_done", f"Task {task_id} is still at work; ask again.")
        return TaskResult.model_validate(answer.json())

    def _send(self, method: str, path: str, organization_id: UUID, **body: Any) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self._api_key()}",
            "X-Organization-Id": str(organization_id),
        }
        try:
            answer = self._http.request(method, path, headers=headers, **body)
        except httpx.HTTPError as error:
            raise _unavailable() from error
        if answer.is_success:
            return answer
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> Exception:
    """Compute's problem document as an error of ours; what only we can mend is `Unavailable`."""
    problem = _problem_of(answer)
    code, detail = str(problem.get("code", "")), str(problem.get("detail", ""))
    match answer.status_code:
        case HTTPStatus.NOT_FOUND:
            return NotFound("task_not_found", "Compute knows no such task.")
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return Invalid(code or "task_refused", detail or "Compute refused the task.")
    get_logger("generation").error("compute refused", status=answer.status_code, code=code)
    return _unavailable()


def _problem_of(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _unavailable() -> Unavailable:
    return Unavailable(
        "compute_unavailable",
        "The generation service does not answer at the moment; try again in a minute.",
    )
