"""Events of Compute that arrive late, twice and out of order."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.aws.bucket import Bucket
from shared.compute.contract.tasks import Failure, TaskStatus
from shared.core.errors import NotFound
from shared.core.events import Event
from shared.core.ids import new_id
from shared.generation.config import MAX_RESULTS
from shared.generation.event_listener import ComputeEventListener
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute, task_id_of
from tests.scenes.generation_scene import (
    Started,
    completed_event,
    failed_event,
    finish,
    progress_event,
)
from tests.scenes.lost_objects import lose

Events = Callable[[Org], list[Event]]


def read(client: TestClient, org: Org, generation: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/api/v1/generations/{generation['id']}", headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def predictions(client: TestClient, org: Org, look: Started) -> list[dict[str, Any]]:
    answer = client.get(
        "/api/v1/predictions", params={"shot_id": look.shot_id}, headers=org.headers
    )
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def told(events: list[Event], type: str) -> list[Event]:
    return [event for event in events if event.type == type]


def test_progress_only_climbs(
    client: TestClient, listener: ComputeEventListener, generation: dict[str, Any], acme: Org
) -> None:
    for percent in (40, 20, 60, 60, 40):
        listener.handle_event(progress_event(acme, generation["id"], percent))
    body = read(client, acme, generation)
    assert body["progress"] == {"percent": 60, "nodes_done": 3, "nodes_total": 5}
    assert body["status"] == "processing"


def test_completion_stores_images_as_predictions(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    bucket: Bucket,
    events: Events,
) -> None:
    finish(compute, generation["id"], b"one", b"two")
    cause = completed_event(acme, generation["id"])
    listener.handle_event(cause)
    body = read(client, acme, generation)
    assert (body["status"], body["prediction_count"]) == ("completed", 2)
    assert body["progress"]["percent"] == 100
    assert body["completed_at"]
    first, second = predictions(client, acme, look)
    assert bucket.read(first["url"].removeprefix("https://cdn.test/")) == b"one"
    assert bucket.read(second["url"].removeprefix("https://cdn.test/")) == b"two"
    assert (first["seed"], first["model"], first["quality_score"]) == (40, "studio-compositor", 0.8)
    assert first["generation_id"] == generation["id"]
    (completed,) = told(events(acme), "generation.completed")
    assert completed.data == {
        "generation_id": generation["id"],
        "shot_id": look.shot_id,
        "shooting_id": look.shooting_id,
        "prediction_ids": [first["id"], second["id"]],
        "status": "completed",
        "task_status": "succeeded",
    }
    assert (completed.causation_id, completed.correlation_id) == (str(cause.id), generation["id"])


def test_video_becomes_a_prediction_with_its_length(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    bucket: Bucket,
) -> None:
    finish(compute, generation["id"], b"a film")
    task_id = str(task_id_of(generation["id"]))
    (output,) = compute.results[task_id].outputs
    film = output.model_copy(update={"mime": "video/mp4", "seconds": 5.0, "quality_score": None})
    compute.results[task_id] = compute.results[task_id].model_copy(update={"outputs": (film,)})
    listener.handle_event(completed_event(acme, generation["id"]))
    (prediction,) = predictions(client, acme, look)
    assert (prediction["mime"], prediction["seconds"]) == ("video/mp4", 5.0)
    assert prediction["url"].endswith("/file.mp4")
    assert bucket.read(prediction["url"].removeprefix("https://cdn.test/")) == b"a film"


def test_most_results_fit_one_transaction(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
) -> None:
    finish(compute, generation["id"], *(b"%d" % n for n in range(MAX_RESULTS)))
    listener.handle_event(completed_event(acme, generation["id"]))
    assert len(predictions(client, acme, look)) == MAX_RESULTS


def test_one_prediction_each_late_progress_ignored(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    events: Events,
) -> None:
    finish(compute, generation["id"], b"one", b"two")
    for _ in range(3):
        listener.handle_event(completed_event(acme, generation["id"]))
        settled = read(client, acme, generation)
        listener.handle_event(progress_event(acme, generation["id"], 99))
        assert read(client, acme, generation) == settled
    assert len(predictions(client, acme, look)) == 2
    assert len(told(events(acme), "generation.completed")) == 1


def test_equal_images_share_one_media_resource(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
) -> None:
    finish(compute, generation["id"], b"same", b"same")
    listener.handle_event(completed_event(acme, generation["id"]))
    first, second = predictions(client, acme, look)
    assert first["id"] != second["id"]
    assert first["media_id"] == second["media_id"]


def test_failure_after_completion_changes_nothing(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
    events: Events,
) -> None:
    finish(compute, generation["id"], b"one")
    listener.handle_event(completed_event(acme, generation["id"]))
    listener.handle_event(failed_event(acme, generation["id"]))
    assert read(client, acme, generation)["status"] == "completed"
    assert told(events(acme), "generation.failed") == []


def test_failure_tells_why_once(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    events: Events,
) -> None:
    listener.handle_event(failed_event(acme, generation["id"]))
    listener.handle_event(failed_event(acme, generation["id"]))
    finish(compute, generation["id"], b"one")
    listener.handle_event(completed_event(acme, generation["id"]))
    body = read(client, acme, generation)
    assert (body["status"], body["error_code"]) == ("failed", "no_product_found")
    assert body["error_message"] == "The photograph shows no product."
    (failed,) = told(events(acme), "generation.failed")
    assert failed.data["error"]["code"] == "no_product_found"
    assert predictions(client, acme, look) == []


def test_partial_task_completes_with_what_there_is(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    events: Events,
) -> None:
    refused = Failure(code="content_refused", detail="The provider refused one picture.")
    finish(compute, generation["id"], b"one", status=TaskStatus.PARTIAL, error=refused)
    listener.handle_event(completed_event(acme, generation["id"], "partial"))
    body = read(client, acme, generation)
    assert (body["status"], body["prediction_count"]) == ("completed", 1)
    assert body["error_code"] == "content_refused"
    assert len(predictions(client, acme, look)) == 1
    assert told(events(acme), "generation.completed")[0].data["task_status"] == "partial"


def test_end_without_pictures_is_a_failure(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    finish(compute, generation["id"])
    listener.handle_event(completed_event(acme, generation["id"]))
    assert read(client, acme, generation)["error_code"] == "no_predictions"


def test_expired_pictures_fail_the_generation(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    bucket: Bucket,
) -> None:
    _, second = finish(compute, generation["id"], b"one", b"two")
    lose(second)
    listener.handle_event(completed_event(acme, generation["id"]))
    body = read(client, acme, generation)
    assert (body["status"], body["error_code"]) == ("failed", "object_expired")
    assert predictions(client, acme, look) == []


def test_result_that_cannot_be_fetched_comes_back(
    client: TestClient,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    with pytest.raises(NotFound, match="task_not_found"):
        listener.handle_event(completed_event(acme, generation["id"]))
    assert read(client, acme, generation)["status"] == "processing"


def test_event_in_foreign_name_changes_nothing(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
    rival: Org,
) -> None:
    finish(compute, generation["id"], b"one")
    before = read(client, acme, generation)
    listener.handle_event(progress_event(rival, generation["id"], 50))
    listener.handle_event(completed_event(rival, generation["id"]))
    listener.handle_event(failed_event(rival, generation["id"]))
    listener.handle_event(progress_event(acme, str(new_id()), 50))
    assert read(client, acme, generation) == before


def test_failed_transaction_leaves_nothing_behind(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    events: Events,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Death between the copies and the commit: the event comes back and all is done once."""
    finish(compute, generation["id"], b"one", b"two")
    with monkeypatch.context() as patch:
        patch.setattr("shared.aws.table.Table.transact", die)
        with pytest.raises(SystemExit):
            listener.handle_event(completed_event(acme, generation["id"]))
    assert predictions(client, acme, look) == []
    listener.handle_event(completed_event(acme, generation["id"]))
    assert len(predictions(client, acme, look)) == 2
    assert len(told(events(acme), "generation.completed")) == 1


def die(*arguments: object) -> None:
    raise SystemExit
