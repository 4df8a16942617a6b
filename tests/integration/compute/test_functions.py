"""The Lambda handlers: events as Step Functions and SQS send them, answers as they expect."""

import json
import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from functions.callbacks import receive_webhook
from functions.compute import check_job, complete_node, dispatch_node, finish_task, run_node
from shared.aws.bucket import Bucket
from shared.aws.clients import client
from shared.aws.table import Table
from shared.aws.workflows import Workflows
from shared.compute.admission.service import Account, AdmissionRequest, AdmissionService
from shared.compute.billing.reservations import Reservations
from shared.compute.contract.tasks import NodeStatus, Priority, ProviderPolicy
from shared.compute.jobs.account_timer import AccountTimer
from shared.compute.jobs.callbacks import CallbackService
from shared.compute.jobs.dispatch import DispatchService
from shared.compute.jobs.job_checks import JobChecks
from shared.compute.jobs.local_nodes import LocalNodeService
from shared.compute.records.tasks import ProviderCall
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.compute.tasks.task_completion import TaskCompletionService
from shared.core.clock import utc_now
from shared.providers.registry import get_adapter
from tests.scenes.compute_scene import (
    ORG,
    RecordingWorkflows,
    state_of,
    submission,
)
from tests.scenes.machine_steps import await_inputs

Queues = Callable[[str], list[dict[str, Any]]]


class Context:
    """Lambda's context of a function that has a minute."""

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


CONTEXT = Context()
DONE: dict[str, list[dict[str, str]]] = {"batchItemFailures": []}


@pytest.fixture
def submissions(
    repository: TaskRepository, workflows: RecordingWorkflows, reservations: Reservations
) -> SubmissionService:
    """The handlers go by the real clock, and tasks have a deadline."""
    return SubmissionService(repository, workflows, "machine-arn", reservations)


@pytest.fixture
def task_id(submissions: SubmissionService) -> UUID:
    return submissions.submit(submission(), ORG).task_id


@pytest.fixture
def crowded_task_id(submissions: SubmissionService, aws: None) -> UUID:
    """It may only be cut out by one provider, and the platform's account there is full."""
    accounts = json.dumps({"removebg": {"api_key": "key"}})
    client("secretsmanager").put_secret_value(
        SecretId=os.environ["PROVIDERS_SECRET"], SecretString=accounts
    )
    fill_account("removebg")
    policy = ProviderPolicy(only=("removebg",))
    return submissions.submit(submission().model_copy(update={"policy": policy}), ORG).task_id


def call(task_id: UUID, node_id: str = "prepare", **more: Any) -> dict[str, Any]:
    return {"organization_id": str(ORG), "task_id": str(task_id), "node_id": node_id, **more}


def records(*bodies: dict[str, Any]) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{place}", "body": json.dumps(body)}
            for place, body in enumerate(bodies)
        ]
    }


def fill_account(provider: str) -> None:
    """Grant every permit of the platform's account."""
    limits, account = get_adapter(provider).limits, Account(provider, "platform")
    admission = AdmissionService(Table("compute"), lambda priority, message: None)
    for n in range(limits.concurrent + 1):
        ticket = AdmissionRequest(
            job_id=UUID(int=100 + n), organization_id=ORG, priority=Priority.HIGH, message="{}"
        )
        admission.acquire(account, ticket, limits, utc_now())


def test_run_node_answers_skipped(task_id: UUID, repository: TaskRepository) -> None:
    error = {"Error": "ProviderRefused", "Cause": '{"code": "c", "detail": "d"}'}
    complete_node.handler(call(task_id, error=error), CONTEXT)
    complete_node.handler(call(task_id, "generate_0", outcome={"status": "skipped"}), CONTEXT)
    assert run_node.handler(call(task_id, "score_0"), None)["status"] == "skipped"


def test_complete_node_reads_caught_error(task_id: UUID, repository: TaskRepository) -> None:
    error = {"Error": "States.Timeout", "Cause": "unused"}
    answer = complete_node.handler(call(task_id, error=error), CONTEXT)
    assert answer == {"node_id": "prepare", "status": "failed"}
    assert state_of(repository, task_id).node("prepare").status is NodeStatus.FAILED


def test_complete_node_reads_outcome(task_id: UUID, repository: TaskRepository) -> None:
    outcome = {"status": "succeeded", "output": {"key": "k"}, "cost_microusd": 0}
    complete_node.handler(call(task_id, outcome=outcome), CONTEXT)
    assert state_of(repository, task_id).node("prepare").output == {"key": "k"}


def test_complete_node_runs_the_local_child(
    task_id: UUID, repository: TaskRepository, answers: list[tuple[str, str]]
) -> None:
    """It is doomed, so nothing has to be there that it could measure."""
    outcome = {"status": "succeeded", "output": {"key": "k"}, "cost_microusd": 0}
    await_inputs(state_of(repository, task_id).node("score_0"), "score-token")
    complete_node.handler(call(task_id, outcome=outcome), CONTEXT)
    error = {"Error": "ProviderRefused", "Cause": '{"code": "c", "detail": "d"}'}
    complete_node.handler(call(task_id, "generate_0", error=error), CONTEXT)
    assert answers == [("score-token", "")]
    assert state_of(repository, task_id).node("score_0").status is NodeStatus.SKIPPED


def test_finish_task_answers_status(task_id: UUID) -> None:
    event = {"organization_id": str(ORG), "task_id": str(task_id)}
    answer = finish_task.handler({**event, "error": {"Error": "States.Runtime"}}, None)
    assert answer == {"task_id": str(task_id), "status": "failed"}
    assert finish_task.handler(event, None) == answer


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The answered task tokens, each with the name of its error; empty for a success."""
    recorded: list[tuple[str, str]] = []
    monkeypatch.setattr(
        Workflows, "fail", lambda self, token, error, cause: recorded.append((token, error))
    )
    monkeypatch.setattr(Workflows, "succeed", lambda self, token, out: recorded.append((token, "")))
    return recorded


def provider_call(task_id: UUID, node_id: str, token: str) -> dict[str, Any]:
    return call(task_id, node_id, task_token=token, priority="default")


def test_dispatch_reports_failed_records_only(
    task_id: UUID, bucket: Bucket, queues: Queues, answers: list[tuple[str, str]]
) -> None:
    """An unknown node is our own failure; the missing photo of the other goes to its token."""
    answer = dispatch_node.handler(
        records(
            provider_call(task_id, "ghost", "t1"),
            provider_call(task_id, "prepare", "t2"),
        ),
        None,
    )
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert answers == [("t2", "InputMissing")]


def test_job_without_permit_waits(
    crowded_task_id: UUID, queues: Queues, answers: list[tuple[str, str]]
) -> None:
    """The message is consumed, and a timer checks the job."""
    message = provider_call(crowded_task_id, "prepare", "t1")
    assert dispatch_node.handler(records(message), None) == DONE
    assert answers == []
    assert [check["kind"] for check in queues("CHECKS_QUEUE")] == ["job"]


def test_check_resends_waiting_job(
    crowded_task_id: UUID, queues: Queues, answers: list[tuple[str, str]]
) -> None:
    message = provider_call(crowded_task_id, "prepare", "t1")
    dispatch_node.handler(records(message), None)
    assert check_job.handler(records(*queues("CHECKS_QUEUE")), None) == DONE
    (again,) = queues("DEFAULT_QUEUE")
    assert ProviderCall.model_validate(again) == ProviderCall.model_validate(message)


def test_check_reads_both_kinds_of_messages(compute_table: object, queues: Queues) -> None:
    """Checks of unknown jobs and accounts have no effect; an unknown message is returned."""
    job = {"kind": "job", "organization_id": str(ORG), "job_id": str(UUID(int=5))}
    account = {"kind": "account", "provider": "fal", "owner": "platform"}
    answer = check_job.handler(records(job, account, {"kind": "neither"}), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m2"}]}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (dispatch_node.get_dispatch, DispatchService),
        (check_job.get_job_checks, JobChecks),
        (check_job.get_account_timer, AccountTimer),
        (receive_webhook.get_callbacks, CallbackService),
        (run_node.get_local_nodes, LocalNodeService),
        (complete_node.get_completion, NodeCompletionService),
        (finish_task.get_completion, TaskCompletionService),
    ],
)
def test_services_are_made_once(
    make: Callable[[], object], expected: type, compute_table: object
) -> None:
    made = make()
    assert isinstance(made, expected)
    assert made is make()
