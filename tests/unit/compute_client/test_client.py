"""Responses of the Compute service as values and errors."""

import json
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from shared.compute.contract.costs import BudgetSet
from shared.compute.contract.providers import CancelRequest
from shared.compute.contract.tasks import Node, Priority, TaskStatus, TaskSubmission
from shared.compute_client.client import ComputeServerClient
from shared.core.errors import Conflict, Invalid, NotFound, Unavailable
from shared.core.ids import derived_id
from shared.core.model import Model

_ORG, _GENERATION, _TASK = derived_id("acme"), derived_id("generation"), derived_id("task")
_ORDER = TaskSubmission(
    generation_id=_GENERATION,
    organization_id=_ORG,
    priority=Priority.HIGH,
    correlation_id="c",
    actor="user:1",
    tasks=(Node(id="prepare", type="prepare", params={"source_key": "media/1/file.jpg"}),),
)
_ACCEPTED = {"task_id": str(_TASK), "status": "queued"}

Answer = Callable[[httpx.Request], httpx.Response]


def client_of(answer: Answer) -> ComputeServerClient:
    transport = httpx.MockTransport(answer)
    return ComputeServerClient("http://compute.test/", lambda: "the token", transport)


def always(status: int, body: object = None) -> ComputeServerClient:
    return client_of(lambda request: httpx.Response(status, json=body))


def test_submission_carries_token_organization_and_graph() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(202, json=_ACCEPTED)

    assert client_of(answer).submit_task(_ORDER) == str(_TASK)
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "http://compute.test/api/v1/tasks")
    assert request.headers["authorization"] == "Bearer the token"
    assert request.headers["x-organization-id"] == str(_ORG)
    assert TaskSubmission.model_validate(json.loads(request.content)) == _ORDER


def test_stage_in_the_address_is_kept() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(202, json=_ACCEPTED)

    transport = httpx.MockTransport(answer)
    ComputeServerClient("http://host/api/stage", lambda: "t", transport).submit_task(_ORDER)
    assert seen == ["http://host/api/stage/api/v1/tasks"]


def test_workflow_is_the_same_as_task() -> None:
    assert always(202, _ACCEPTED).submit_workflow(_ORDER) == str(_TASK)


def test_token_is_asked_for_each_time() -> None:
    tokens = iter(["old", "new"])
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(202, json=_ACCEPTED)

    client = ComputeServerClient(
        "http://compute.test", lambda: next(tokens), httpx.MockTransport(answer)
    )
    client.submit_task(_ORDER)
    client.submit_task(_ORDER)
    assert seen == ["Bearer old", "Bearer new"]


def test_refused_graph_keeps_computes_words() -> None:
    problem = {"code": "graph_cycle", "detail": "a needs b needs a."}
    with pytest.raises(Invalid) as refusal:
        always(422, problem).submit_task(_ORDER)
    assert (refusal.value.code, refusal.value.detail) == ("graph_cycle", "a needs b needs a.")


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 302])
def test_what_callers_cannot_mend_is_unavailable(status: int) -> None:
    with pytest.raises(Unavailable, match="compute_unavailable"):
        always(status, {"code": "whatever"}).submit_task(_ORDER)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_no_answer_is_unavailable(error: type[httpx.TransportError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("gone", request=request)

    with pytest.raises(Unavailable, match="compute_unavailable"):
        client_of(answer).submit_task(_ORDER)


def test_answer_that_is_no_json_is_unavailable() -> None:
    client = client_of(lambda request: httpx.Response(502, text="<html>bad gateway</html>"))
    with pytest.raises(Unavailable, match="compute_unavailable"):
        client.get_task_result(str(_TASK), _ORG)


def test_result_is_read() -> None:
    body = {
        "task_id": str(_TASK),
        "generation_id": str(_GENERATION),
        "status": "partial",
        "outputs": [],
        "error": {"code": "content_refused", "detail": "No."},
        "timings": {"queued_at": "2024-06-01T12:00:00Z"},
    }
    result = always(200, body).get_task_result(str(_TASK), _ORG)
    assert (result.status, result.task_id) == (TaskStatus.PARTIAL, UUID(str(_TASK)))


def test_unfinished_task_has_no_result_yet() -> None:
    with pytest.raises(Unavailable, match="task_not_done"):
        always(202, {"task_id": str(_TASK)}).get_task_result(str(_TASK), _ORG)


def test_unknown_task_is_not_found() -> None:
    with pytest.raises(NotFound, match="task_not_found"):
        always(404, {"code": "task_not_found"}).get_task_result(str(_TASK), _ORG)


def test_spent_budget_keeps_its_numbers() -> None:
    problem = {
        "type": "/docs/errors#budget_exceeded",
        "title": "Conflict",
        "status": 409,
        "code": "budget_exceeded",
        "detail": "5 are left.",
        "request_id": "r",
        "scope": "shooting",
        "available_microusd": 5,
    }
    with pytest.raises(Conflict) as refusal:
        always(409, problem).submit_task(_ORDER)
    assert (refusal.value.code, refusal.value.detail) == ("budget_exceeded", "5 are left.")
    assert refusal.value.extra == {"scope": "shooting", "available_microusd": 5}


def test_other_conflicts_are_our_fault() -> None:
    with pytest.raises(Unavailable, match="compute_unavailable"):
        always(409, {"code": "task_exists"}).submit_task(_ORDER)


_ESTIMATE = {
    "min_microusd": 1,
    "expected_microusd": 2,
    "max_microusd": 3,
    "saved_by_cache_microusd": 0,
    "price_version": 4,
    "nodes": [],
}
_READ = {
    "task_id": str(_TASK),
    "generation_id": str(_GENERATION),
    "status": "running",
    "priority": "high-priority",
    "progress": {"percent": 0, "nodes_done": 0, "nodes_total": 1},
    "nodes": [],
    "timings": {"queued_at": "2024-06-01T12:00:00Z"},
}
_BUDGET = {"scope": "provider", "name": "fal", "limit_microusd": 7}
_REPORT = {
    "start": "2024-06-01T12:00:00Z",
    "end": "2024-06-02T12:00:00Z",
    "amount_microusd": 1,
    "saved_microusd": 0,
    "refunded_microusd": 0,
    "groups": [],
    "entries": [],
}
Call = Callable[[ComputeServerClient], Model]


@pytest.mark.parametrize(
    ("call", "method", "path", "body", "answer"),
    [
        (lambda c: c.estimate_task(_ORDER), "POST", "/tasks/estimate", _ORDER, _ESTIMATE),
        (lambda c: c.get_task(str(_TASK), _ORG), "GET", f"/tasks/{_TASK}", None, _READ),
        (lambda c: c.cancel_task(str(_TASK), _ORG), "POST", f"/tasks/{_TASK}/cancel", None, _READ),
        (
            lambda c: c.cancel_tasks(CancelRequest(scope="all"), _ORG),
            "POST",
            "/tasks/cancel",
            CancelRequest(scope="all"),
            {"generation_ids": [str(_GENERATION)]},
        ),
        (
            lambda c: c.get_costs(_ORG, {"group_by": "day"}),
            "GET",
            "/costs?group_by=day",
            None,
            _REPORT,
        ),
        (lambda c: c.get_budgets(_ORG), "GET", "/budgets", None, {"items": [_BUDGET]}),
        (
            lambda c: c.set_budget(_ORG, "provider", "fal", BudgetSet(limit_microusd=7)),
            "PUT",
            "/budgets/provider/fal",
            BudgetSet(limit_microusd=7),
            _BUDGET,
        ),
        (lambda c: c.get_providers_status(_ORG), "GET", "/providers/status", None, {"items": []}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_question_is_asked_and_answer_typed(
    call: Call, method: str, path: str, body: Model | None, answer: dict[str, object]
) -> None:
    seen: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=answer)

    read = call(client_of(reply))
    assert read == type(read).model_validate(answer)
    (request,) = seen
    assert (request.method, str(request.url)) == (method, f"http://compute.test/api/v1{path}")
    assert request.headers["x-organization-id"] == str(_ORG)
    sent = json.loads(request.content) if request.content else None
    assert sent == (body.model_dump(mode="json") if body else None)


def test_cancel_of_an_ended_task_returns_its_end() -> None:
    """Compute may have ended the task before its event arrives; that is no outage."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(409, json={"code": "task_finished", "detail": "It has ended."})
        return httpx.Response(200, json=_READ)

    assert client_of(answer).cancel_task(str(_TASK), _ORG).task_id == _TASK
