"""Looks: references must exist, and the shots are created with the look."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.core.events import Event
from shared.core.ids import new_id
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import (
    make_parts,
    make_scene,
    make_shooting,
    post,
)

LOOKS = "/api/v1/shooting-looks"
REFERENCES = [
    ("shooting_id", "shooting_not_found"),
    ("main_product_id", "product_not_found"),
    ("product_ids", "product_not_found"),
    ("subject_id", "subject_not_found"),
    ("style_id", "style_not_found"),
    ("guideline_ids", "guideline_not_found"),
    ("shot_type_ids", "shot_type_not_found"),
]

EventsOf = Callable[[Org], list[Event]]


def test_look_brings_planned_shots(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    look = post(client, acme, "/shooting-looks", parts)
    assert [shot["shot_type_id"] for shot in look["shots"]] == parts["shot_type_ids"]
    assert {(shot["index"], shot["status"]) for shot in look["shots"]} == {(1, "planned")}
    assert {name: look[name] for name in parts} == parts
    read = client.get(f"{LOOKS}/{look['id']}", headers=acme.headers).json()
    assert read == look


def test_first_look_configures_shooting(client: TestClient, acme: Org, events: EventsOf) -> None:
    scene = make_scene(client, acme)
    shooting = client.get(f"/api/v1/shootings/{scene.shooting_id}", headers=acme.headers)
    assert shooting.json()["status"] == "configured"
    told = {event.type: event.data for event in events(acme)}
    assert told["shooting.configured"]["shooting_id"] == scene.shooting_id
    assert told["look.created"]["shot_ids"] == list(scene.shot_ids)


@pytest.mark.parametrize(("field", "code"), REFERENCES)
def test_unknown_reference_is_named(
    client: TestClient, acme: Org, events: EventsOf, field: str, code: str
) -> None:
    parts, unknown = make_parts(client, acme), str(new_id())
    _assert_refused(client, acme, events, parts, field, unknown, code)


@pytest.mark.parametrize(("field", "code"), REFERENCES)
def test_foreign_reference_is_not_found(
    client: TestClient, acme: Org, rival: Org, events: EventsOf, field: str, code: str
) -> None:
    parts, theirs = make_parts(client, acme), make_parts(client, rival)
    value = theirs[field]
    foreign = value[0] if isinstance(value, list) else value
    _assert_refused(client, acme, events, parts, field, foreign, code)


def _assert_refused(
    client: TestClient,
    org: Org,
    events: EventsOf,
    parts: dict[str, Any],
    field: str,
    value: str,
    code: str,
) -> None:
    many = isinstance(parts[field], list)
    body = {**parts, field: [*parts[field], value] if many else value}
    answer = client.post(LOOKS, json=body, headers=org.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert client.get(LOOKS, headers=org.headers).json()["items"] == []
    assert "look.created" not in {event.type for event in events(org)}


def test_absent_fields_take_defaults(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    wanted = {name: parts[name] for name in ("subject_id", "style_id", "guideline_ids")}
    shooting_id = make_shooting(client, acme, defaults=wanted)
    rest = {name: value for name, value in parts.items() if name not in wanted}
    look = post(client, acme, "/shooting-looks", {**rest, "shooting_id": shooting_id})
    assert {name: look[name] for name in wanted} == wanted


def test_null_overrides_default(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    shooting_id = make_shooting(client, acme, defaults={"style_id": parts["style_id"]})
    body = {**parts, "shooting_id": shooting_id, "style_id": None}
    assert post(client, acme, "/shooting-looks", body)["style_id"] is None


def test_shooting_defaults_must_exist(client: TestClient, acme: Org) -> None:
    body = {"name": "Summer", "defaults": {"style_id": str(new_id())}}
    answer = client.post("/api/v1/shootings", json=body, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "style_not_found")


def test_repeated_shot_type_is_one_shot(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    body = {**parts, "shot_type_ids": parts["shot_type_ids"][:1] * 2}
    assert len(post(client, acme, "/shooting-looks", body)["shots"]) == 1


def test_look_without_shot_type_refused(client: TestClient, acme: Org) -> None:
    body = {**make_parts(client, acme), "shot_type_ids": []}
    assert client.post(LOOKS, json=body, headers=acme.headers).status_code == 422


def test_archived_shooting_takes_no_look(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    client.patch(
        f"/api/v1/shootings/{parts['shooting_id']}",
        json={"status": "archived"},
        headers=acme.headers,
    )
    answer = client.post(LOOKS, json=parts, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "shooting_archived")


def test_looks_page_in_order(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    made = [post(client, acme, "/shooting-looks", parts)["id"] for _ in range(3)]
    other = make_scene(client, acme).look_id
    found, cursor = [], None
    while True:
        params = {"shooting_id": parts["shooting_id"], "limit": 2, "cursor": cursor}
        page = client.get(
            LOOKS,
            params={name: value for name, value in params.items() if value},
            headers=acme.headers,
        ).json()
        found += [look["id"] for look in page["items"]]
        assert all(len(look["shots"]) == 2 for look in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == made
    everything = client.get(LOOKS, headers=acme.headers).json()["items"]
    assert {look["id"] for look in everything} == {*made, other}
