"""Generated base images: ordered, measured and adopted."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.aws.bucket import Bucket
from shared.compute.contract.tasks import TaskOutput, TaskResult, TaskStatus, Timings
from shared.core.clock import utc_now
from shared.core.errors import Conflict
from shared.core.events import Event
from shared.identity.scopes import Role
from shared.library.base_image_service import BASE_IMAGES_REQUESTED
from shared.library.schemas import BaseImagesGenerate
from shared.library.vocabulary import Angle
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute, task_id_of
from tests.scenes.generation_scene import platform_with, task_event, use_compute
from tests.scenes.lost_objects import lose
from tests.scenes.shooting_scene import post, store_generated_image

Events = Callable[[Org], list[Event]]
WANTED = {"pose": "walking", "angle": "left", "count": 2}


@pytest.fixture
def compute(client: TestClient) -> FakeCompute:
    fake = FakeCompute()
    use_compute(client, fake)
    return fake


@pytest.fixture
def subject(client: TestClient, acme: Org) -> dict[str, Any]:
    back, front = (str(store_generated_image(acme)) for _ in range(2))
    images = [{"media_id": back, "angle": "back"}, {"media_id": front}]
    return post(client, acme, "/admin/subjects", {"name": "Ada", "base_images": images})


@pytest.fixture
def order(
    client: TestClient, compute: FakeCompute, subject: dict[str, Any], acme: Org
) -> dict[str, Any]:
    answer = generate(client, acme, subject, WANTED)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == answer.json()["links"]["self"]
    return dict(answer.json())


def generate(client: TestClient, org: Org, subject: dict[str, Any], body: dict[str, Any]) -> Any:
    path = f"/api/v1/subjects/{subject['id']}/base-images/generate"
    return client.post(path, json=body, headers=org.headers)


def read(client: TestClient, org: Org, path: str) -> dict[str, Any]:
    answer = client.get(path, headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def finish(compute: FakeCompute, order_id: str, *contents: bytes) -> list[str]:
    """End the task with these images; returns their keys."""
    task_id = task_id_of(order_id)
    outputs = [_leave(task_id, index, content) for index, content in enumerate(contents)]
    compute.results[str(task_id)] = TaskResult(
        task_id=task_id,
        generation_id=UUID(order_id),
        task_type="subject",
        cost_microusd=80_000,
        status=TaskStatus.SUCCEEDED,
        outputs=tuple(outputs),
        timings=Timings(queued_at=utc_now()),
    )
    return [output.key for output in outputs]


def _leave(task_id: UUID, index: int, content: bytes) -> TaskOutput:
    key = f"compute/subjects/{task_id}/result_{index}.webp"
    Bucket("media-test").write(key, content, content_type="image/webp")
    return TaskOutput(
        index=index,
        key=key,
        mime="image/webp",
        width=768,
        height=1024,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        seed=index,
        model="m-1",
        provider="fal",
        prompt="",
        quality_score=0.9 - index / 10,
        checks={"consistency": 0.9 - index / 10},
    )


def tell(compute: FakeCompute, org: Org, order_id: str, type: str, **data: Any) -> None:
    event = task_event(org, order_id, type, task_type="subject", **data)
    platform_with(compute).generation.event_listener.handle_event(event)


def complete(compute: FakeCompute, org: Org, order_id: str) -> None:
    tell(compute, org, order_id, "task.completed", status="succeeded")


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events if event.type.startswith("subject.")]


def test_view_is_ordered_from_the_front_image(
    compute: FakeCompute, order: dict[str, Any], subject: dict[str, Any]
) -> None:
    back, front = (f"media/{image['media_id']}/file.webp" for image in subject["base_images"])
    (task,) = compute.orders
    assert (task.task_type, str(task.generation_id)) == ("subject", order["id"])
    assert [node.id for node in task.tasks] == [
        "edit_0",
        "consistency_0",
        "edit_1",
        "consistency_1",
    ]
    edit, measure = task.tasks[:2]
    assert (edit.params["image_key"], edit.params["reference_keys"]) == (front, [back])
    assert "walking" in edit.params["prompt"]
    assert measure.params["reference_keys"] == [front, back]
    assert task.tasks[2].params["seed"] == edit.params["seed"] + 1


def test_real_compute_accepts_the_graph(compute: FakeCompute, order: dict[str, Any]) -> None:
    from shared.compute.tasks.graph import plan
    from shared.compute.tasks.validation import check_nodes

    check_nodes(compute.orders[0].tasks)
    assert len(plan(compute.orders[0].tasks).nodes) == 4


def test_images_become_base_images_once(
    client: TestClient,
    compute: FakeCompute,
    order: dict[str, Any],
    subject: dict[str, Any],
    acme: Org,
    bucket: Bucket,
    events: Events,
) -> None:
    finish(compute, order["id"], b"one", b"two")
    for _ in range(2):
        complete(compute, acme, order["id"])
    after = read(client, acme, f"/api/v1/subjects/{subject['id']}")
    assert len(after["base_images"]) == 4
    first, second = after["base_images"][2:]
    assert (first["pose"], first["angle"], first["origin"]) == ("walking", "left", "generated")
    assert [first["consistency_score"], second["consistency_score"]] == [0.9, 0.8]
    assert bucket.read(first["url"].removeprefix("https://cdn.test/")) == b"one"
    assert after["base_images"][0]["origin"] == "uploaded"
    ended = read(client, acme, order["links"]["self"])
    assert (ended["status"], ended["cost_microusd"]) == ("completed", 80_000)
    assert ended["media_ids"] == [first["media_id"], second["media_id"]]
    sent = types(events(acme))
    assert sent[:2] == ["subject.created", "subject.base_images_requested"]
    assert sorted(sent[2:]) == ["subject.base_images_completed", "subject.updated"]


def test_change_of_subject_meanwhile_repeats_the_event(
    client: TestClient,
    compute: FakeCompute,
    order: dict[str, Any],
    subject: dict[str, Any],
    acme: Org,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A base image is added between the read of the subject and the commit."""
    finish(compute, order["id"], b"one")
    images = platform_with(compute).library.base_images
    adopt = images._media.adopt_all
    body = {"base_images": [{"media_id": str(store_generated_image(acme))}]}

    def meanwhile(*arguments: Any) -> Any:
        post(client, acme, f"/subjects/{subject['id']}/base-images", body)
        return adopt(*arguments)

    cause = task_event(acme, order["id"], "task.completed", task_type="subject", status="succeeded")
    result = compute.results[str(task_id_of(order["id"]))]
    with monkeypatch.context() as patch:
        patch.setattr(images._media, "adopt_all", meanwhile)
        with pytest.raises(Conflict, match="version_conflict"):
            images.complete(UUID(order["id"]), result, cause)
    complete(compute, acme, order["id"])
    after = read(client, acme, f"/api/v1/subjects/{subject['id']}")
    assert [image["origin"] for image in after["base_images"]] == ["uploaded"] * 3 + ["generated"]


def test_failure_and_empty_end_say_why(
    client: TestClient,
    compute: FakeCompute,
    order: dict[str, Any],
    subject: dict[str, Any],
    acme: Org,
) -> None:
    error = {"code": "provider_refused", "detail": "No."}
    tell(compute, acme, order["id"], "task.failed", error=error)
    ended = read(client, acme, order["links"]["self"])
    assert (ended["status"], ended["error_code"]) == ("failed", "provider_refused")
    other = generate(client, acme, subject, WANTED).json()
    finish(compute, other["id"])
    complete(compute, acme, other["id"])
    assert read(client, acme, other["links"]["self"])["error_code"] == "no_base_image"


def test_expired_images_fail_the_order(
    client: TestClient, compute: FakeCompute, order: dict[str, Any], acme: Org
) -> None:
    for key in finish(compute, order["id"], b"one"):
        lose(key)
    complete(compute, acme, order["id"])
    assert read(client, acme, order["links"]["self"])["error_code"] == "object_expired"


def test_subject_without_image_has_nothing_to_start_from(
    client: TestClient, compute: FakeCompute, acme: Org
) -> None:
    bare = post(client, acme, "/subjects", {"name": "Bea"})
    answer = generate(client, acme, bare, WANTED)
    assert (answer.status_code, answer.json()["code"]) == (422, "subject_without_image")
    assert compute.orders == []


@pytest.mark.parametrize("wrong", [{"angle": "above"}, {"pose": "flying"}, {"count": 9}])
def test_unknown_views_are_refused(
    client: TestClient,
    compute: FakeCompute,
    subject: dict[str, Any],
    acme: Org,
    wrong: dict[str, Any],
) -> None:
    assert generate(client, acme, subject, {**WANTED, **wrong}).status_code == 422


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.REVIEWER, Role.VIEWER])
def test_brands_may_only_use_subjects(
    client: TestClient,
    compute: FakeCompute,
    subject: dict[str, Any],
    acme: Org,
    headers_for: Callable[[Org, Role], dict[str, str]],
    role: Role,
) -> None:
    headers = headers_for(acme, role)
    for path in ("/subjects", "/admin/subjects"):
        refused = client.post(f"/api/v1{path}", json={"name": "Bea"}, headers=headers)
        assert (refused.status_code, refused.json()["required_scope"]) == (403, "subjects:write")
    path = f"/api/v1/subjects/{subject['id']}"
    assert (
        client.post(f"{path}/base-images/generate", json=WANTED, headers=headers).status_code == 403
    )
    assert client.get(path, headers=headers).status_code == 200


def test_order_of_another_subject_is_not_found(
    client: TestClient, order: dict[str, Any], acme: Org
) -> None:
    other = post(client, acme, "/subjects", {"name": "Bea"})
    path = f"/api/v1/subjects/{other['id']}/base-images/orders/{order['id']}"
    answer = client.get(path, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "base_image_order_not_found")


def test_order_is_repeated_after_death_before_submission(
    compute: FakeCompute,
    subject: dict[str, Any],
    acme: Org,
    events: Events,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(self: FakeCompute, request: object) -> Any:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(FakeCompute, "_answer", die)
        with pytest.raises(SystemExit):
            platform_with(compute).library.base_images.generate(
                UUID(subject["id"]), BaseImagesGenerate(angle=Angle.LEFT), acme.principal
            )
    (requested,) = [event for event in events(acme) if event.type == BASE_IMAGES_REQUESTED]
    for _ in range(2):
        platform_with(compute).generation.event_listener.handle_event(requested)
    (task,) = compute.orders
    assert str(task.generation_id) == requested.data["order_id"]
