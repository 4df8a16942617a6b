"""Provider nodes: what comes from the queue is answered through its token, once and truly."""

import hashlib
import json
from collections.abc import Callable
from uuid import UUID

import pytest

from shared.aws.bucket import Bucket
from shared.compute.completion import CompletionService
from shared.compute.dispatch import DispatchService
from shared.compute.models import ProviderCall
from shared.compute.repository import TaskRepository
from shared.compute.schemas import NodeStatus
from shared.compute.starting import NodeStarter
from shared.compute.submission import SubmissionService
from shared.core.errors import NotFound
from shared.providers.base import (
    Capability,
    Completed,
    CutoutRequest,
    ProviderOutput,
    ProviderRequest,
    Submitted,
)
from shared.providers.errors import (
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderRateLimited,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from tests.integration.compute.compute_scene import (
    NOW,
    ORG,
    RecordingWorkflows,
    failure,
    state_of,
    submission,
    success,
)

TOKEN = "task-token"
PREPARED = {"width": 1, "height": 1, "coverage": 0.5}


class FakeProvider:
    """Answers each request with `answer`, or raises it."""

    def __init__(self, name: str = "fake", answer: Exception | Submitted | None = None) -> None:
        self.name = name
        self.capabilities: frozenset[Capability] = frozenset({"cutout", "generate"})
        self.answer = answer
        self.requests: list[ProviderRequest] = []

    def submit(self, request: ProviderRequest) -> Completed | Submitted:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        mime = "image/png" if isinstance(request, CutoutRequest) else "image/webp"
        output = ProviderOutput(
            body=b"made", mime=mime, width=3, height=4, measures={"coverage": 0.25}
        )
        return Completed(outputs=(output,), model=f"{self.name}-1", cost_microusd=1200)


@pytest.fixture
def task_id(submissions: SubmissionService, bucket: Bucket) -> UUID:
    bucket.write("media/1/file.jpg", b"photo", content_type="image/jpeg")
    return submissions.submit(submission(), ORG).task_id


@pytest.fixture
def service(
    repository: TaskRepository, bucket: Bucket, workflows: RecordingWorkflows
) -> Callable[..., DispatchService]:
    """A dispatcher that asks the given providers, whatever the capability."""

    def of(*providers: FakeProvider) -> DispatchService:
        starter = NodeStarter(repository, bucket, lambda: NOW)
        return DispatchService(starter, bucket, workflows, lambda _: providers, lambda: NOW)

    return of


def message(task_id: UUID, node_id: str = "prepare") -> ProviderCall:
    return ProviderCall(organization_id=ORG, task_id=task_id, node_id=node_id, task_token=TOKEN)


def test_cutout_is_stored_and_told(
    task_id: UUID,
    service: Callable[..., DispatchService],
    bucket: Bucket,
    workflows: RecordingWorkflows,
) -> None:
    provider = FakeProvider()
    service(provider).dispatch(message(task_id))
    key = f"compute/generations/{task_id}/nodes/prepare.png"
    (request,) = provider.requests
    assert isinstance(request, CutoutRequest)
    assert request.photo == b"photo"
    assert bucket.read(key) == b"made"
    ((token, outcome),) = workflows.succeeded
    assert (token, outcome["status"], outcome["provider"]) == (TOKEN, "succeeded", "fake")
    assert outcome["output"] == {"key": key, "width": 3, "height": 4, "coverage": 0.25}
    assert (outcome["model"], outcome["cost_microusd"]) == ("fake-1", 1200)


def test_picture_is_described(
    task_id: UUID,
    service: Callable[..., DispatchService],
    bucket: Bucket,
    completion: CompletionService,
    workflows: RecordingWorkflows,
) -> None:
    bucket.write("compute/cut.png", b"cut", content_type="image/png")
    completion.complete(success(task_id, "prepare", {"key": "compute/cut.png", **PREPARED}))
    provider = FakeProvider()
    service(provider).dispatch(message(task_id, "generate_1"))
    assert provider.requests[0].cutout == b"cut"
    assert workflows.succeeded[0][1]["output"] == {
        "key": f"compute/generations/{task_id}/result_1.webp",
        "mime": "image/webp",
        "width": 3,
        "height": 4,
        "bytes": 4,
        "sha256": hashlib.sha256(b"made").hexdigest(),
        "seed": 41,
        "model": "fake-1",
        "provider": "fake",
    }


def test_node_is_marked_running(
    task_id: UUID, service: Callable[..., DispatchService], repository: TaskRepository
) -> None:
    for _ in range(2):
        service(FakeProvider()).dispatch(message(task_id))
    node = state_of(repository, task_id).node("prepare")
    assert (node.status, node.attempts, node.started_at) == (NodeStatus.RUNNING, 2, NOW)


def test_doomed_node_is_skipped(
    task_id: UUID,
    service: Callable[..., DispatchService],
    completion: CompletionService,
    workflows: RecordingWorkflows,
) -> None:
    completion.complete(failure(task_id, "prepare"))
    provider = FakeProvider()
    service(provider).dispatch(message(task_id, "generate_0"))
    assert not provider.requests
    assert [(t, o["status"]) for t, o in workflows.succeeded] == [(TOKEN, "skipped")]


def test_late_message_asks_nobody(
    task_id: UUID, service: Callable[..., DispatchService], completion: CompletionService
) -> None:
    completion.complete(success(task_id, "prepare"))
    provider = FakeProvider()
    service(provider).dispatch(message(task_id))
    assert not provider.requests


@pytest.mark.parametrize(
    "error",
    [
        ProviderTimeout("Too slow."),
        ProviderUnavailable("Down."),
        ProviderRateLimited("Later."),
        ProviderInvalidRequest("Use a plain backdrop."),
        ProviderRefused("Not this."),
        ProviderFailed("Cannot."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_provider_error_goes_to_token(
    error: ProviderFailed,
    task_id: UUID,
    service: Callable[..., DispatchService],
    workflows: RecordingWorkflows,
) -> None:
    service(FakeProvider(answer=error)).dispatch(message(task_id))
    ((token, name, cause),) = workflows.failed
    assert (token, name) == (TOKEN, type(error).__name__)
    assert json.loads(cause) == {"code": error.code, "detail": error.detail}


def test_long_reason_stays_readable(
    task_id: UUID, service: Callable[..., DispatchService], workflows: RecordingWorkflows
) -> None:
    service(FakeProvider(answer=ProviderRefused('"' * 5000))).dispatch(message(task_id))
    cause = workflows.failed[0][2]
    assert len(cause) <= 1000  # where Workflows.fail cuts it
    assert json.loads(cause)["code"] == "provider_refused"


@pytest.mark.parametrize(
    "answer", [ZeroDivisionError("inner"), Submitted(provider_request_id="r1")], ids=repr
)
def test_broken_adapter_fails_its_node(
    answer: Exception | Submitted,
    task_id: UUID,
    service: Callable[..., DispatchService],
    workflows: RecordingWorkflows,
) -> None:
    service(FakeProvider(answer=answer)).dispatch(message(task_id))
    ((_, name, cause),) = workflows.failed
    assert name == "ProviderFailed"
    assert "inner" not in cause


def test_missing_photo_fails_at_once(
    submissions: SubmissionService,
    service: Callable[..., DispatchService],
    workflows: RecordingWorkflows,
) -> None:
    task_id = submissions.submit(submission(generation="without photo"), ORG).task_id
    service(FakeProvider()).dispatch(message(task_id))
    ((_, name, cause),) = workflows.failed
    assert (name, json.loads(cause)["code"]) == ("InputMissing", "input_missing")


@pytest.mark.parametrize(
    ("error", "second_is_asked"),
    [
        (ProviderUnavailable("Down."), True),
        (ProviderRateLimited("Later."), True),
        (ProviderFailed("Cannot."), True),
        (ProviderTimeout("Too slow."), False),
        (ProviderInvalidRequest("Bad."), False),
        (ProviderRefused("No."), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_next_provider_is_asked_where_it_helps(
    error: Exception,
    second_is_asked: bool,
    task_id: UUID,
    service: Callable[..., DispatchService],
    workflows: RecordingWorkflows,
) -> None:
    second = FakeProvider("second")
    service(FakeProvider("first", answer=error), second).dispatch(message(task_id))
    assert bool(second.requests) == second_is_asked
    assert bool(workflows.failed) != second_is_asked
    if second_is_asked:
        assert workflows.succeeded[0][1]["provider"] == "second"


def test_unknown_node_is_our_own_failure(
    task_id: UUID, service: Callable[..., DispatchService], workflows: RecordingWorkflows
) -> None:
    with pytest.raises(NotFound):
        service(FakeProvider()).dispatch(message(task_id, "ghost"))
    assert not workflows.failed


def test_local_node_is_no_providers_business(
    task_id: UUID, service: Callable[..., DispatchService], completion: CompletionService
) -> None:
    completion.complete(success(task_id, "prepare"))
    completion.complete(success(task_id, "generate_0"))
    with pytest.raises(TypeError, match="needs no provider"):
        service(FakeProvider()).dispatch(message(task_id, "score_0"))
