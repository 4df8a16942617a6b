"""The gallery: items, filters and paging."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.aws.clients import client as client_of
from shared.review import gallery_service
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import (
    Scene,
    add_predictions,
    make_scene,
)


@pytest.fixture
def scene(client: TestClient, acme: Org) -> Scene:
    return make_scene(client, acme)


def _page(client: TestClient, org: Org, **params: Any) -> dict:
    answer = client.get("/api/v1/gallery", params=params, headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _ids(client: TestClient, org: Org, **params: Any) -> list[str]:
    return [item["id"] for item in _page(client, org, **params)["items"]]


def _put(client: TestClient, org: Org, shot_id: str, verb: str, body: dict) -> None:
    path = f"/api/v1/shots/{shot_id}/{verb}"
    assert client.put(path, json=body, headers=org.headers).status_code == 200


def test_item_has_shot_shooting_and_product(client: TestClient, acme: Org, scene: Scene) -> None:
    (image,) = add_predictions(acme, scene.shot_ids[0], count=1)
    (item,) = _page(client, acme, shooting_id=scene.shooting_id)["items"]
    assert (item["id"], item["state"], item["status"]) == (
        image,
        "pending_review",
        "pending_review",
    )
    assert item["url"] == f"https://cdn.test/media/{item['media_id']}/file.webp"
    assert item["shot"]["id"] == scene.shot_ids[0]
    assert item["shot"]["shot_type_name"] == "full_body"
    assert item["shooting"] == {"id": scene.shooting_id, "name": "Summer 2024"}
    assert (item["product"]["id"], item["product"]["name"]) == (scene.product_id, "Linen dress")
    assert item["product"]["sku"].startswith("SKU-")


def test_newest_images_come_first(client: TestClient, acme: Org, scene: Scene) -> None:
    first = add_predictions(acme, scene.shot_ids[0], count=1)
    second = add_predictions(acme, scene.shot_ids[1], count=1)
    assert _ids(client, acme) == [*second, *first]


def test_state_filter_follows_decisions(client: TestClient, acme: Org, scene: Scene) -> None:
    full_body, packshot = scene.shot_ids
    chosen, beside = add_predictions(acme, full_body)
    refused = add_predictions(acme, packshot)
    assert set(_ids(client, acme, status="pending_review")) == {chosen, beside, *refused}
    _put(client, acme, full_body, "approve", {"prediction_id": chosen})
    _put(client, acme, packshot, "reject", {"reason": "QUALITY_ISSUE"})
    assert _ids(client, acme, status="approved") == [chosen]
    assert _ids(client, acme, status="not_selected") == [beside]
    assert set(_ids(client, acme, status="rejected")) == set(refused)
    assert _ids(client, acme, status="pending_review") == []
    shots = get_platform().shooting.shots
    shot = shots.get_entity(acme.organization_id, UUID(full_body))
    get_platform().base.platform_table.transact(shots.exported_writes(shot))
    assert _ids(client, acme, status="exported") == [chosen]
    assert _ids(client, acme, status="approved") == []


def test_shot_type_filter_admits_its_own(client: TestClient, acme: Org, scene: Scene) -> None:
    add_predictions(acme, scene.shot_ids[0])
    wanted = add_predictions(acme, scene.shot_ids[1])
    found = _ids(client, acme, shot_type_id=scene.shot_type_ids[1])
    assert set(found) == set(wanted)


def test_other_shootings_stay_out(client: TestClient, acme: Org, scene: Scene) -> None:
    add_predictions(acme, make_scene(client, acme).shot_ids[0])
    wanted = add_predictions(acme, scene.shot_ids[0])
    assert set(_ids(client, acme, shooting_id=scene.shooting_id)) == set(wanted)
    assert len(_ids(client, acme)) == 4


@pytest.mark.parametrize("of_shooting", [True, False])
def test_dates_bound_the_images(
    client: TestClient, acme: Org, scene: Scene, of_shooting: bool
) -> None:
    images = set(add_predictions(acme, scene.shot_ids[0]))
    scope = {"shooting_id": scene.shooting_id} if of_shooting else {}
    today = datetime.now(UTC).date()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)

    def between(start: object, end: object) -> set[str]:
        return set(_ids(client, acme, date_from=str(start), date_to=str(end), **scope))

    assert between(today, today) == images
    assert between(yesterday, tomorrow) == images
    assert between(tomorrow, tomorrow + timedelta(days=1)) == set()
    assert between(yesterday - timedelta(days=1), yesterday) == set()


@pytest.mark.parametrize("of_shooting", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_miss_and_repeat_nothing(
    client: TestClient,
    acme: Org,
    scene: Scene,
    limit: int,
    of_shooting: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gallery_service, "_CHUNK", 3)
    full_body, packshot = scene.shot_ids
    wanted = add_predictions(acme, full_body, count=3)
    add_predictions(acme, packshot, count=4)
    wanted += add_predictions(acme, full_body, count=2)
    filters: dict[str, Any] = {"shot_type_id": scene.shot_type_ids[0], "limit": limit}
    if of_shooting:
        filters["shooting_id"] = scene.shooting_id
    found, cursor = [], ""
    while cursor is not None:
        page = _page(client, acme, **filters, cursor=cursor)
        assert len(page["items"]) <= limit
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(found) == sorted(wanted)


def test_rare_match_ends_the_page_early(
    client: TestClient, acme: Org, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_service, "_CHUNK", 2)
    monkeypatch.setattr(gallery_service, "_MOST_CHUNKS", 1)
    (wanted, _) = add_predictions(acme, scene.shot_ids[0])
    _put(client, acme, scene.shot_ids[0], "approve", {"prediction_id": wanted})
    add_predictions(acme, scene.shot_ids[1], count=4)
    pages, cursor = [], ""
    while cursor is not None:
        page = _page(client, acme, status="approved", cursor=cursor)
        pages.append([item["id"] for item in page["items"]])
        cursor = page["next_cursor"]
    assert [image for page in pages for image in page] == [wanted]
    assert pages[0] == []


def test_reads_do_not_grow_with_images(
    client: TestClient, acme: Org, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reads() -> int:
        calls: list[str] = []
        dynamodb = client_of("dynamodb")
        real = dynamodb._make_api_call

        def count(name: str, arguments: dict) -> Any:
            calls.append(name)
            return real(name, arguments)

        with monkeypatch.context() as patch:
            patch.setattr(dynamodb, "_make_api_call", count)
            _page(client, acme, shooting_id=scene.shooting_id)
        return len(calls)

    add_predictions(acme, scene.shot_ids[0], count=1)
    few = reads()
    for shot_id in scene.shot_ids:
        add_predictions(acme, shot_id, count=8)
    assert reads() == few > 0


def test_unknown_shooting_is_not_found(client: TestClient, acme: Org, scene: Scene) -> None:
    params = {"shooting_id": scene.look_id}
    answer = client.get("/api/v1/gallery", params=params, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "shooting_not_found")


def test_bad_cursor_is_refused(client: TestClient, acme: Org) -> None:
    answer = client.get("/api/v1/gallery", params={"cursor": "?"}, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
