"""The Lambda handlers: events as Step Functions and SQS send them, answers as they expect."""

import json
from typing import Any
from uuid import UUID

import pytest

from functions.compute import complete_node, dispatch_node, finish_task, run_node
from functions.compute import deps as pieces
from shared.aws.bucket import Bucket
from shared.aws.workflows import Workflows
from shared.compute.dispatch import DispatchService
from shared.compute.repository import TaskRepository
from shared.compute.schemas import NodeStatus
from shared.compute.submission import SubmissionService
from tests.integration.compute.compute_scene import ORG, state_of, submission


@pytest.fixture
def task_id(submissions: SubmissionService) -> UUID:
    return submissions.submit(submission(), ORG).task_id


def call(task_id: UUID, node_id: str = "prepare", **more: Any) -> dict[str, Any]:
    return {"organization_id": str(ORG), "task_id": str(task_id), "node_id": node_id, **more}


def records(*bodies: dict[str, Any]) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{place}", "body": json.dumps(body)}
            for place, body in enumerate(bodies)
        ]
    }


def test_run_node_answers_skipped(task_id: UUID, repository: TaskRepository) -> None:
    error = {"Error": "ProviderRefused", "Cause": '{"code": "c", "detail": "d"}'}
    complete_node.handler(call(task_id, error=error), None)
    complete_node.handler(call(task_id, "generate_0", outcome={"status": "skipped"}), None)
    assert run_node.handler(call(task_id, "score_0"), None)["status"] == "skipped"


def test_complete_node_reads_caught_error(task_id: UUID, repository: TaskRepository) -> None:
    error = {"Error": "States.Timeout", "Cause": "unused"}
    answer = complete_node.handler(call(task_id, error=error), None)
    assert answer == {"node_id": "prepare", "status": "failed"}
    assert state_of(repository, task_id).node("prepare").status is NodeStatus.FAILED


def test_complete_node_reads_outcome(task_id: UUID, repository: TaskRepository) -> None:
    outcome = {"status": "succeeded", "output": {"key": "k"}, "cost_microusd": 0}
    complete_node.handler(call(task_id, outcome=outcome), None)
    assert state_of(repository, task_id).node("prepare").output == {"key": "k"}


def test_finish_task_answers_status(task_id: UUID) -> None:
    event = {"organization_id": str(ORG), "task_id": str(task_id)}
    answer = finish_task.handler({**event, "error": {"Error": "States.Runtime"}}, None)
    assert answer == {"task_id": str(task_id), "status": "failed"}
    assert finish_task.handler(event, None) == answer


def test_dispatch_reports_failed_records_only(
    task_id: UUID, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown node is our own failure; the missing photo of the other goes to its token."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        Workflows, "fail", lambda self, token, error, cause: told.append((token, error))
    )
    answer = dispatch_node.handler(
        records(
            call(task_id, "ghost", task_token="t1"),
            call(task_id, "prepare", task_token="t2"),
        ),
        None,
    )
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert told == [("t2", "InputMissing")]


def test_services_are_made_once(compute_table: object) -> None:
    made = pieces.get_dispatch_service()
    assert isinstance(made, DispatchService)
    assert made is pieces.get_dispatch_service()
