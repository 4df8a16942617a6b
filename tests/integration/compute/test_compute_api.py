"""Compute's HTTP surface: Platform's token, one organization per call, problems as documented."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from shared.aws.clients import client as aws_client
from shared.aws.table import Table
from shared.compute.contract.tasks import Node, TaskAccepted, TaskPending, TaskRead, TaskResult
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.task_completion import TaskCompletionService
from tests.scenes.compute_scene import (
    NOW,
    ORG,
    OTHER_ORG,
    call_of,
    failure,
    images,
    state_of,
    submission,
    task_end,
)
from tests.scenes.documented_client import DocumentedClient
from tests.scenes.secrets import ADMIN_TOKEN_VALUE

Queues = Callable[[str], list[dict[str, Any]]]
TASKS = "/api/v1/tasks"
BEARER = {"Authorization": f"Bearer {ADMIN_TOKEN_VALUE}", "X-Organization-Id": str(ORG)}
FOREIGN = {**BEARER, "X-Organization-Id": str(OTHER_ORG)}


@pytest.fixture
def compute(compute_table: Table) -> Iterator[TestClient]:
    from functions.compute_api.app import create_app

    with DocumentedClient(create_app(), "compute.json") as http:
        yield http


def body(*nodes: Node) -> dict[str, Any]:
    return submission(nodes or None).model_dump(mode="json")


@pytest.fixture
def task_id(compute: TestClient) -> UUID:
    answer = compute.post(TASKS, json=body(), headers=BEARER)
    return TaskAccepted.model_validate(answer.json()).task_id


def test_submission_is_accepted(compute: TestClient) -> None:
    answer = compute.post(TASKS, json=body(), headers=BEARER)
    accepted = TaskAccepted.model_validate(answer.json())
    assert (answer.status_code, accepted.status) == (202, "queued")
    assert answer.headers["Location"] == f"{TASKS}/{accepted.task_id}"
    assert compute.post(TASKS, json=body(), headers=BEARER).json() == answer.json()


def test_one_execution_is_started(compute: TestClient, task_id: UUID) -> None:
    compute.post(TASKS, json=body(), headers=BEARER)
    machines = aws_client("stepfunctions")
    (machine,) = (
        found["stateMachineArn"]
        for found in machines.list_state_machines()["stateMachines"]
        if found["name"] == "GENERATION_MACHINE"
    )
    executions = machines.list_executions(stateMachineArn=machine)["executions"]
    assert [execution["name"] for execution in executions] == [str(task_id)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("POST", "/estimate"),
        ("POST", "/cancel"),
        ("GET", f"/{UUID(int=7)}"),
        ("GET", f"/{UUID(int=7)}/result"),
        ("POST", f"/{UUID(int=7)}/cancel"),
        ("POST", f"/{UUID(int=7)}/nodes/prepare/cancel"),
    ],
)
@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "token_missing"),
        ("Basic abc", "token_missing"),
        ("Bearer ", "token_missing"),
        ("Bearer wrong", "token_invalid"),
        ("Bearer wröng", "token_invalid"),
    ],
)
def test_nobody_else_may_call(
    method: str, path: str, authorization: str | None, code: str, compute: TestClient
) -> None:
    headers = {"X-Organization-Id": str(ORG)}
    if authorization:
        headers["Authorization"] = authorization.encode("latin-1")  # type: ignore[assignment]
    answer = compute.request(method, TASKS + path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_previous_token_is_accepted(compute: TestClient) -> None:
    import os

    aws_client("secretsmanager").put_secret_value(
        SecretId=os.environ["COMPUTE_SERVER_ADMIN_TOKEN"], SecretString="the next token"
    )
    new = {**BEARER, "Authorization": "Bearer the next token"}
    for headers in (BEARER, new):
        assert compute.get(f"{TASKS}/{uuid4()}", headers=headers).status_code == 404


@pytest.mark.parametrize("path", ["", "/result"])
def test_foreign_task_is_not_found(path: str, compute: TestClient, task_id: UUID) -> None:
    answer = compute.get(f"{TASKS}/{task_id}{path}", headers=FOREIGN)
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")


def test_foreign_submission_is_refused(compute: TestClient) -> None:
    answer = compute.post(TASKS, json=body(), headers=FOREIGN)
    assert (answer.status_code, answer.json()["code"]) == (422, "organization_mismatch")


def test_organization_must_be_named(compute: TestClient) -> None:
    headers = {"Authorization": BEARER["Authorization"]}
    answer = compute.get(f"{TASKS}/{uuid4()}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_status_is_read(compute: TestClient, task_id: UUID) -> None:
    answer = compute.get(f"{TASKS}/{task_id}", headers=BEARER)
    read = TaskRead.model_validate(answer.json())
    assert (answer.status_code, read.status, len(read.nodes)) == (200, "queued", 5)


def test_result_is_202_until_done(
    compute: TestClient, task_id: UUID, task_completion: TaskCompletionService
) -> None:
    pending = compute.get(f"{TASKS}/{task_id}/result", headers=BEARER)
    assert pending.status_code == 202
    assert TaskPending.model_validate(pending.json()).task_id == task_id
    task_completion.complete(task_end(task_id))
    done = compute.get(f"{TASKS}/{task_id}/result", headers=BEARER)
    assert (done.status_code, TaskResult.model_validate(done.json()).status) == (200, "failed")


@pytest.mark.parametrize(
    ("place", "code"),
    [("", "task_not_found"), ("/nodes/prepare", "node_not_found")],
)
def test_foreign_task_is_not_cancelled(
    place: str, code: str, compute: TestClient, task_id: UUID
) -> None:
    answer = compute.post(f"{TASKS}/{task_id}{place}/cancel", headers=FOREIGN)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_cancelled_task_wakes_its_orders(
    compute: TestClient, task_id: UUID, repository: TaskRepository, queues: Queues
) -> None:
    """Only a node that has an order at a provider needs somebody to look after it."""
    job_id = UUID(int=9)
    repository.begin(repository.node(call_of(task_id, "prepare")), NOW, job_id)
    answer = compute.post(f"{TASKS}/{task_id}/cancel", headers=BEARER)
    assert (answer.status_code, TaskRead.model_validate(answer.json()).status) == (202, "running")
    assert repository.task(ORG, task_id).cancel_requested
    asked = {"kind": "job", "organization_id": str(ORG), "job_id": str(job_id)}
    assert queues("CHECKS_QUEUE") == [{**asked, "cause": "cancel"}]


def test_one_node_is_cancelled(
    compute: TestClient, task_id: UUID, repository: TaskRepository
) -> None:
    answer = compute.post(f"{TASKS}/{task_id}/nodes/generate_1/cancel", headers=BEARER)
    assert answer.status_code == 202
    nodes = state_of(repository, task_id).nodes
    assert [node.id for node in nodes if node.cancel_requested] == ["generate_1"]


def test_ended_task_is_not_cancelled(
    compute: TestClient,
    task_id: UUID,
    task_completion: TaskCompletionService,
    node_completion: NodeCompletionService,
) -> None:
    node_completion.complete(failure(task_id, "prepare"))
    task_completion.complete(task_end(task_id))
    for place, code in (("", "task_finished"), ("/nodes/prepare", "node_finished")):
        answer = compute.post(f"{TASKS}/{task_id}{place}/cancel", headers=BEARER)
        assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_all_open_tasks_are_cancelled(compute: TestClient, task_id: UUID) -> None:
    """Of the organization that asks, and of nobody else."""
    for headers, count in ((FOREIGN, 0), (BEARER, 1), (BEARER, 1)):
        answer = compute.post(f"{TASKS}/cancel", json={"scope": "all"}, headers=headers)
        assert answer.status_code == 202
        assert len(answer.json()["generation_ids"]) == count


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        ((Node(id="x", type="sculpt"),), "unknown_node_type"),
        ((*images(1), images(1)[0]), "duplicate_node"),
        ((Node(id="prepare", type="prepare"),), "invalid_params"),
        (images(1)[1:], "missing_need"),
        (
            (
                *images(1),
                Node(id="b", type="prepare", needs=("ghost",), params=images(1)[0].params),
            ),
            "dangling_need",
        ),
        (
            (images(1)[0].model_copy(update={"needs": ("score_0",)}), *images(1)[1:]),
            "graph_cycle",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_graph_is_a_problem(nodes: tuple[Node, ...], code: str, compute: TestClient) -> None:
    answer = compute.post(TASKS, json=body(*nodes), headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"]


def test_other_graph_is_a_conflict(compute: TestClient, task_id: UUID) -> None:
    answer = compute.post(TASKS, json=body(*images(3)), headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (409, "task_exists")


def test_misspelt_field_is_pointed_at(compute: TestClient) -> None:
    answer = compute.post(TASKS, json={**body(), "urgency": "high"}, headers=BEARER)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/urgency"]
