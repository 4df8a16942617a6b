"""Local nodes: carried out with what the nodes before them left."""

from uuid import UUID

import pytest

from shared.aws.bucket import Bucket
from shared.compute.cache.node_cache import NodeCache
from shared.compute.contract.tasks import NodeStatus
from shared.compute.errors import InputMissing
from shared.compute.jobs.local_nodes import LocalNodeService
from shared.compute.jobs.reuse import NodeReuse
from shared.compute.tasks.node_completion import NodeCompletionService
from shared.compute.tasks.node_start import NodeStarter
from shared.compute.tasks.repository import TaskRepository
from shared.compute.tasks.submission import SubmissionService
from shared.imaging import quality
from shared.imaging.measures import Score
from tests.scenes.compute_scene import (
    NOW,
    ORG,
    call_of,
    failure,
    images,
    state_of,
    submission,
    success,
)

IMAGE = {
    "key": "compute/p.webp", "mime": "image/webp", "width": 1, "height": 1, "bytes": 7,
    "sha256": "ab", "seed": 1, "model": "m", "provider": "quality",
}  # fmt: skip
CUTOUT = {"key": "compute/c.png", "width": 1, "height": 1, "coverage": 0.5}


@pytest.fixture
def service(repository: TaskRepository, bucket: Bucket, node_cache: NodeCache) -> LocalNodeService:
    starter = NodeStarter(repository, bucket, lambda: NOW)
    return LocalNodeService(starter, NodeReuse(node_cache, bucket), node_cache, lambda: NOW)


@pytest.fixture
def task_id(submissions: SubmissionService, node_completion: NodeCompletionService) -> UUID:
    """A task whose first image has been made."""
    task_id = submissions.submit(submission(), ORG).task_id
    node_completion.complete(success(task_id, "prepare", CUTOUT))
    node_completion.complete(success(task_id, "generate_0", IMAGE))
    return task_id


@pytest.fixture
def measured(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, bytes]]:
    """The images and cut-outs that were measured; both files are there."""
    bucket.write("compute/p.webp", b"image", content_type="image/webp")
    bucket.write("compute/c.png", b"cutout", content_type="image/png")
    seen: list[tuple[bytes, bytes]] = []

    def measure(image: bytes, cutout: bytes) -> Score:
        seen.append((image, cutout))
        return Score(quality=0.8, confidence=0.6, checks={"sharpness": 0.9})

    monkeypatch.setattr(quality, "score", measure)
    return seen


def test_score_measures_image_against_cutout(
    task_id: UUID, service: LocalNodeService, measured: list[tuple[bytes, bytes]]
) -> None:
    outcome = service.run(call_of(task_id, "score_0"))
    assert measured == [(b"image", b"cutout")]
    assert outcome.status is NodeStatus.SUCCEEDED
    assert outcome.output == {"quality": 0.8, "confidence": 0.6, "checks": {"sharpness": 0.9}}


@pytest.mark.parametrize(("cache", "times"), [(True, 1), (False, 2)])
def test_equal_image_is_measured_once(
    cache: bool,
    times: int,
    service: LocalNodeService,
    submissions: SubmissionService,
    node_completion: NodeCompletionService,
    measured: list[tuple[bytes, bytes]],
) -> None:
    """Unless the graph says that nothing may be taken from the cache."""
    nodes = tuple(node.model_copy(update={"cache": cache}) for node in images(1))
    outcomes = []
    for name in ("first", "second"):
        task_id = submissions.submit(submission(nodes, generation=name), ORG).task_id
        node_completion.complete(success(task_id, "prepare", CUTOUT))
        node_completion.complete(success(task_id, "generate_0", IMAGE))
        outcomes.append(service.run(call_of(task_id, "score_0")))
    assert len(measured) == times
    assert [outcome.cached for outcome in outcomes] == [False, cache]
    assert outcomes[0].output == outcomes[1].output


def test_vanished_image_is_named(task_id: UUID, service: LocalNodeService) -> None:
    with pytest.raises(InputMissing, match=r"compute/p\.webp"):
        service.run(call_of(task_id, "score_0"))


def test_doomed_node_does_not_run(
    task_id: UUID,
    service: LocalNodeService,
    node_completion: NodeCompletionService,
    repository: TaskRepository,
) -> None:
    node_completion.complete(failure(task_id, "generate_1"))
    assert service.run(call_of(task_id, "score_1")).status is NodeStatus.SKIPPED
    assert state_of(repository, task_id).node("score_1").attempts == 0


def test_provider_node_does_not_run_here(task_id: UUID, service: LocalNodeService) -> None:
    with pytest.raises(TypeError, match="needs a provider"):
        service.run(call_of(task_id, "generate_1"))
