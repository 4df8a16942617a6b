"""Predictions: stored once per generation, and readable at once."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.core.errors import Conflict
from shared.core.events import Event
from shared.core.ids import new_id
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import (
    Generated,
    Scene,
    add_predictions,
    draft,
    make_scene,
)

EventsOf = Callable[[Org], list[Event]]


@pytest.fixture
def scene(client: TestClient, acme: Org) -> Scene:
    return make_scene(client, acme)


def _listed(client: TestClient, org: Org, shot_id: str) -> list[dict]:
    params = {"shot_id": shot_id}
    answer = client.get("/api/v1/predictions", params=params, headers=org.headers)
    return list(answer.json()["items"])


def _shot(client: TestClient, org: Org, shot_id: str) -> dict:
    return dict(client.get(f"/api/v1/shots/{shot_id}", headers=org.headers).json())


def _put(client: TestClient, org: Org, shot_id: str, verb: str, body: dict) -> None:
    path = f"/api/v1/shots/{shot_id}/{verb}"
    assert client.put(path, json=body, headers=org.headers).status_code == 200


def test_predictions_carry_their_making(client: TestClient, acme: Org, scene: Scene) -> None:
    (found,) = add_predictions(acme, scene.shot_ids[0], count=1)
    (item,) = _listed(client, acme, scene.shot_ids[0])
    assert (item["id"], item["shooting_id"]) == (found, scene.shooting_id)
    assert item["url"] == f"https://cdn.test/media/{item['media_id']}/file.webp"
    assert (item["quality_score"], item["confidence"]) == (0.75, 0.5)
    assert (item["model"], item["provider"]) == ("studio-compositor", "studio")
    assert item["checks"] == {"sharpness": 0.9}


def test_predictions_put_shot_in_review(
    client: TestClient, acme: Org, scene: Scene, events: EventsOf
) -> None:
    images = add_predictions(acme, scene.shot_ids[0])
    assert _shot(client, acme, scene.shot_ids[0])["status"] == "pending_review"
    (sent,) = [event for event in events(acme) if event.type == "shot.pending_review"]
    assert sent.data["prediction_ids"] == images


def test_second_run_changes_nothing(client: TestClient, acme: Org, scene: Scene) -> None:
    shots, predictions = get_platform().shooting.shots, get_platform().review.predictions
    shot_id, generation = UUID(scene.shot_ids[0]), Generated(new_id())
    drafts = [draft(acme, index) for index in range(2)]

    def finish() -> None:
        shot = shots.get_entity(acme.organization_id, shot_id)
        get_platform().base.platform_table.transact(
            predictions.creation_writes(shot, generation, drafts)
        )

    finish()
    first = _listed(client, acme, str(shot_id))
    _put(client, acme, str(shot_id), "approve", {"prediction_id": first[0]["id"]})
    decided = _listed(client, acme, str(shot_id))
    with pytest.raises(Conflict, match="predictions_exist"):
        finish()
    assert _listed(client, acme, str(shot_id)) == decided


def test_equal_runs_write_equal_ids(client: TestClient, acme: Org, scene: Scene) -> None:
    shot = get_platform().shooting.shots.get_entity(acme.organization_id, UUID(scene.shot_ids[0]))
    generation, drafts = Generated(new_id()), [draft(acme, 0)]
    runs = [
        get_platform().review.predictions.creation_writes(shot, generation, drafts)
        for _ in range(2)
    ]
    ids = [[write.item["sk"] for write in run if hasattr(write, "item")] for run in runs]
    assert ids[0] == ids[1]


def test_new_predictions_join_approved_shot(client: TestClient, acme: Org, scene: Scene) -> None:
    shot_id = scene.shot_ids[0]
    (chosen, _) = add_predictions(acme, shot_id)
    _put(client, acme, shot_id, "approve", {"prediction_id": chosen})
    before = _shot(client, acme, shot_id)
    add_predictions(acme, shot_id)
    assert _shot(client, acme, shot_id) == before
    statuses = [item["status"] for item in _listed(client, acme, shot_id)]
    assert statuses == ["selected", "pending_review", "pending_review", "pending_review"]


def test_new_predictions_reopen_rejected_shot(client: TestClient, acme: Org, scene: Scene) -> None:
    shot_id = scene.shot_ids[0]
    add_predictions(acme, shot_id)
    _put(client, acme, shot_id, "reject", {"reason": "QUALITY_ISSUE", "notes": "Blurred"})
    add_predictions(acme, shot_id)
    shot = _shot(client, acme, shot_id)
    assert (shot["status"], shot["reject_reason"], shot["notes"]) == (
        "pending_review",
        None,
        None,
    )


def test_generation_without_images_writes_nothing(
    client: TestClient, acme: Org, scene: Scene
) -> None:
    shot = get_platform().shooting.shots.get_entity(acme.organization_id, UUID(scene.shot_ids[0]))
    assert get_platform().review.predictions.creation_writes(shot, Generated(new_id()), []) == []


def test_unknown_shot_is_not_found(client: TestClient, acme: Org) -> None:
    params = {"shot_id": str(new_id())}
    answer = client.get("/api/v1/predictions", params=params, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "shot_not_found")


def test_predictions_page_completely(client: TestClient, acme: Org, scene: Scene) -> None:
    images = add_predictions(acme, scene.shot_ids[0], count=5)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"shot_id": scene.shot_ids[0], "limit": 2, "cursor": cursor}
        answer = client.get("/api/v1/predictions", params=params, headers=acme.headers).json()
        found += [item["id"] for item in answer["items"]]
        cursor = answer["next_cursor"]
    assert sorted(found) == sorted(images)
