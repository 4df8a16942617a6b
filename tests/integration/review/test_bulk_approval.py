"""Bulk approval: each shot has its own result."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.core.ids import new_id
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import Scene, add_predictions, make_scene


@pytest.fixture
def scene(client: TestClient, acme: Org) -> Scene:
    return make_scene(client, acme)


def _send(client: TestClient, org: Org, *pairs: tuple[str, str]) -> tuple[int, Any]:
    body = {"shots": [{"shot_id": shot, "prediction_id": prediction} for shot, prediction in pairs]}
    answer = client.post("/api/v1/shots/bulk-approve", json=body, headers=org.headers)
    return answer.status_code, answer.json()


def test_each_shot_has_its_result(client: TestClient, acme: Org, rival: Org, scene: Scene) -> None:
    first, second = scene.shot_ids
    planned = make_scene(client, acme).shot_ids[0]
    foreign = make_scene(client, rival).shot_ids[0]
    prediction, other = add_predictions(acme, first)[0], add_predictions(acme, second)[0]
    theirs = add_predictions(rival, foreign)[0]
    unknown = str(new_id())
    status, answer = _send(
        client,
        acme,
        (first, prediction),
        (planned, prediction),
        (foreign, theirs),
        (unknown, prediction),
        (first, prediction),
        (second, prediction),
    )
    assert status == 200
    results = [(r["shot_id"], r["status"], r["code"]) for r in answer["results"]]
    assert results == [
        (first, "approved", None),
        (planned, "error", "shot_not_reviewable"),
        (foreign, "error", "shot_not_found"),
        (unknown, "error", "shot_not_found"),
        (first, "error", "duplicate_shot"),
        (second, "error", "prediction_of_another_shot"),
    ]
    assert all(r["detail"] for r in answer["results"] if r["status"] == "error")
    _, again = _send(client, acme, (first, prediction), (second, other))
    assert {result["status"] for result in again["results"]} == {"approved"}


@pytest.mark.parametrize("count", [0, 101])
def test_bulk_size_is_limited(client: TestClient, acme: Org, count: int) -> None:
    pairs = [(str(new_id()), str(new_id())) for _ in range(count)]
    status, problem = _send(client, acme, *pairs)
    assert (status, problem["code"]) == (422, "invalid_request")


def test_hundred_shots_are_answered(client: TestClient, acme: Org, scene: Scene) -> None:
    pairs = [(str(new_id()), str(new_id())) for _ in range(100)]
    status, answer = _send(client, acme, *pairs)
    assert (status, len(answer["results"])) == (200, 100)
