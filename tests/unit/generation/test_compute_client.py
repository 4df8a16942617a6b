"""What the Compute service says, and what we make of it."""

import json
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from shared.compute.schemas import Node, Priority, TaskStatus, TaskSubmission
from shared.core.errors import Invalid, NotFound, Unavailable
from shared.core.ids import derived_id
from shared.generation.compute_client import ComputeServerClient

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
