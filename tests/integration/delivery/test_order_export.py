"""POST /exports: what is taken, and what is refused with a word that helps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.core.events import Event
from shared.core.ids import new_id
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.delivery_scene import (
    approve,
    machine_input,
    make_delivery,
    order,
    ordered,
    shown,
)
from tests.scenes.shooting_scene import make_scene

Events = Callable[[Org], list[Event]]


def test_order_is_accepted_with_its_address(client: TestClient, acme: Org) -> None:
    delivery = make_delivery(client, acme)
    answer = order(client, acme, delivery.body)
    read = answer.json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == read["status_url"] == f"/api/v1/exports/{read['id']}"
    assert read["status"] == "PENDING"
    assert read["progress"] == {"total": 2, "completed": 0, "failed": 0, "percent": 0}
    assert [image["status"] for image in read["images"]] == ["pending", "pending"]
    assert [image["shot_id"] for image in read["images"]] == list(delivery.shot_ids)
    assert (read["completed_at"], read["download_url"]) == (None, None)
    assert client.get(answer.headers["Location"], headers=acme.headers).json() == read


def test_documented_body_is_understood(client: TestClient, acme: Org) -> None:
    body = {
        **make_delivery(client, acme).body,
        "format": {
            "resolution": "2048",
            "file_format": "jpg",
            "color_profile": "AdobeRGB",
            "quality": 95,
            "background": "white",
        },
        "naming": {"pattern": "{sku}_{shot_type}_{index}", "start_index": 1},
        "destination": {"type": "download"},
    }
    read = shown(client, acme, ordered(client, acme, body))
    assert {name: read[name] for name in ("format", "naming", "destination")} == {
        name: body[name] for name in ("format", "naming", "destination")
    }


def test_order_starts_the_machine_once(client: TestClient, acme: Org, events: Events) -> None:
    export_id = ordered(client, acme, make_delivery(client, acme).body)
    assert machine_input(export_id) == {
        "organization_id": str(acme.organization_id),
        "export_id": export_id,
        "max_concurrency": 40,
    }
    (started,) = [event for event in events(acme) if event.type.startswith("export.")]
    assert started.type == "export.started"
    assert started.actor == acme.principal.actor
    assert started.data == {
        "export_id": export_id,
        "status": "PENDING",
        "total": 2,
        "completed": 0,
        "failed": 0,
        "percent": 0,
    }


def test_stage_bounds_the_renderers(
    client: TestClient, acme: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAP_CONCURRENCY", "3")
    export_id = ordered(client, acme, make_delivery(client, acme).body)
    assert machine_input(export_id)["max_concurrency"] == 3


def refusal(client: TestClient, org: Org, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = order(client, org, body)
    return answer.status_code, answer.json()


def test_open_shots_are_pointed_out(client: TestClient, acme: Org, events: Events) -> None:
    scene = make_scene(client, acme)
    approve(acme, scene.shot_ids[0])
    status, problem = refusal(client, acme, {"shots": list(scene.shot_ids)})
    assert (status, problem["code"]) == (422, "shot_not_approved")
    assert [error["pointer"] for error in problem["errors"]] == ["/shots/1"]
    assert not [event for event in events(acme) if event.type.startswith("export.")]


def test_exported_shots_may_go_again(client: TestClient, acme: Org) -> None:
    delivery = make_delivery(client, acme)
    shot = get_platform().shooting.shots.get_entity(
        acme.organization_id, UUID(delivery.shot_ids[0])
    )
    get_platform().base.platform_table.transact(get_platform().shooting.shots.exported_writes(shot))
    assert order(client, acme, delivery.body).status_code == 202


@pytest.mark.parametrize("whose", ["nobody", "rival"])
def test_unknown_shot_is_not_found(client: TestClient, acme: Org, rival: Org, whose: str) -> None:
    own = make_delivery(client, acme)
    other = make_delivery(client, rival).shot_ids[0] if whose == "rival" else str(new_id())
    status, problem = refusal(client, acme, {"shots": [own.shot_ids[0], other]})
    assert (status, problem["code"]) == (404, "shot_not_found")
    assert [error["pointer"] for error in problem["errors"]] == ["/shots/1"]


def test_repeated_shot_is_refused(client: TestClient, acme: Org) -> None:
    first, second = make_delivery(client, acme).shot_ids
    status, problem = refusal(client, acme, {"shots": [first, second, first]})
    assert (status, problem["code"]) == (422, "duplicate_shot")
    assert [error["pointer"] for error in problem["errors"]] == ["/shots/2"]


def test_empty_list_is_refused(client: TestClient, acme: Org) -> None:
    status, problem = refusal(client, acme, {"shots": []})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/shots")


@pytest.mark.parametrize(
    ("part", "code", "pointer"),
    [
        ({"naming": {"pattern": "{colour}"}}, "unknown_variable", "/naming/pattern"),
        ({"naming": {"pattern": "{sku"}}, "bad_pattern", "/naming/pattern"),
        ({"destination": {"type": "dam"}}, "destination_not_available", "/destination/type"),
        ({"destination": {"type": "webhook"}}, "destination_not_available", "/destination/type"),
        ({"format": {"quality": 101}}, "invalid_request", "/format/quality"),
        ({"format": {"resolution": "640"}}, "invalid_request", "/format/resolution"),
        ({"format": {"colour": "red"}}, "invalid_request", "/format/colour"),
    ],
)
def test_bad_option_is_pointed_out(
    client: TestClient, acme: Org, part: dict[str, Any], code: str, pointer: str
) -> None:
    body = {"shots": [str(new_id())], **part}
    status, problem = refusal(client, acme, body)
    assert (status, problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"] == pointer


def test_unknown_variable_lists_the_allowed(client: TestClient, acme: Org) -> None:
    _, problem = refusal(client, acme, {"shots": [str(new_id())], "naming": {"pattern": "{x}"}})
    assert problem["allowed_variables"] == [
        "sku",
        "product_name",
        "shot_type",
        "subject",
        "shooting",
        "index",
        "date",
    ]


def test_bulk_takes_what_is_approved(client: TestClient, acme: Org) -> None:
    delivery = make_delivery(client, acme, looks=2)
    undone = delivery.shot_ids[1]
    client.put(f"/api/v1/shots/{undone}/unapprove", headers=acme.headers)
    body = {
        "shooting_id": delivery.shooting_id,
        "status_filter": "approved",
        "format": {"file_format": "jpg"},
        "destination": {"type": "download"},
    }
    answer = order(client, acme, body, "/bulk")
    assert answer.status_code == 202, answer.text
    exported = [image["shot_id"] for image in answer.json()["images"]]
    assert exported == [shot_id for shot_id in delivery.shot_ids if shot_id != undone]


def test_bulk_of_nothing_is_refused(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    answer = order(client, acme, {"shooting_id": scene.shooting_id}, "/bulk")
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_export")


def test_bulk_of_foreign_shooting_is_not_found(client: TestClient, acme: Org, rival: Org) -> None:
    foreign = make_delivery(client, rival).shooting_id
    answer = order(client, acme, {"shooting_id": foreign}, "/bulk")
    assert (answer.status_code, answer.json()["code"]) == (404, "shooting_not_found")


def test_list_shows_newest_first(client: TestClient, acme: Org) -> None:
    body = make_delivery(client, acme).body
    made = [ordered(client, acme, body) for _ in range(3)]
    first = client.get("/api/v1/exports?limit=2", headers=acme.headers).json()
    rest = client.get(
        "/api/v1/exports", params={"cursor": first["next_cursor"]}, headers=acme.headers
    ).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == made[::-1]
    assert "images" not in first["items"][0]


def test_order_fails_when_machine_does_not_start(
    client: TestClient, acme: Org, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPORT_MACHINE", "arn:aws:states:us-east-1:123456789012:stateMachine:no")
    answer = order(client, acme, make_delivery(client, acme).body)
    assert (answer.status_code, answer.json()["code"]) == (503, "export_not_started")
    (export,) = client.get("/api/v1/exports", headers=acme.headers).json()["items"]
    assert (export["status"], export["failure"]["code"]) == ("FAILED", "export_not_started")
    types = [event.type for event in events(acme) if event.type.startswith("export.")]
    assert types == ["export.started", "export.failed"]
