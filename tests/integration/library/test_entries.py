"""Subjects, styles, guidelines and shot types."""

import pytest
from fastapi.testclient import TestClient

from shared.aws.keys import Noun
from shared.aws.table import ConditionFailed
from shared.identity.scopes import Role
from shared.library.starters import starter_id, starter_writes
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import post, store_generated_image


def test_subject_shows_its_base_images(client: TestClient, acme: Org) -> None:
    front, back = store_generated_image(acme), store_generated_image(acme)
    subject = post(
        client,
        acme,
        "/subjects",
        {
            "name": "Ada",
            "form": "curve",
            "base_images": [
                {"media_id": str(front), "pose": "standing", "angle": "front"},
                {"media_id": str(back), "angle": "back"},
            ],
        },
    )
    shown = [(i["media_id"], i["angle"], i["url"]) for i in subject["base_images"]]
    assert shown == [
        (str(front), "front", f"https://cdn.test/media/{front}/file.webp"),
        (str(back), "back", f"https://cdn.test/media/{back}/file.webp"),
    ]


def test_more_base_images_follow(client: TestClient, acme: Org) -> None:
    first, second = store_generated_image(acme), store_generated_image(acme)
    images = [{"media_id": str(first)}]
    subject = post(client, acme, "/subjects", {"name": "Ada", "base_images": images})
    path = f"/subjects/{subject['id']}/base-images"
    # The first image again, in another pose: it is attached a second time.
    added = [{"media_id": str(second)}, {"media_id": str(first), "pose": "walking"}]
    after = post(client, acme, path, {"base_images": added})
    assert [i["media_id"] for i in after["base_images"]] == [
        str(first),
        str(second),
        str(first),
    ]
    assert after["version"] == 2
    media = get_platform().media.resources.resources(acme.organization_id, [first, second])
    assert {resource.id: resource.refcount for resource in media.values()} == {
        first: 3,  # one reference belongs to the generation that made it
        second: 2,
    }


def test_foreign_base_image_not_found(client: TestClient, acme: Org, rival: Org) -> None:
    body = {"name": "Ada", "base_images": [{"media_id": str(store_generated_image(rival))}]}
    answer = client.post("/api/v1/subjects", json=body, headers=acme.headers)
    assert answer.status_code == 404
    assert client.get("/api/v1/subjects", headers=acme.headers).json()["items"] == []


def test_producer_may_not_make_subjects(client: TestClient, acme: Org, headers_for) -> None:
    headers = headers_for(acme, Role.PRODUCER)
    answer = client.post("/api/v1/subjects", json={"name": "Ada"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_style_keeps_every_field(client: TestClient, acme: Org) -> None:
    image = store_generated_image(acme)
    sent = {
        "name": "Concrete edge",
        "description": "Cool",
        "prompt_fragment": "raw concrete",
        "backdrop": "concrete",
        "palette": ["#b9bcbf", "#7d8287"],
        "lighting": "hard",
        "warmth": -0.4,
    }
    body = {**sent, "references": [{"media_id": str(image)}]}
    style = post(client, acme, "/styles", body)
    read = client.get(f"/api/v1/styles/{style['id']}", headers=acme.headers).json()
    assert {name: read[name] for name in sent} == sent
    assert [reference["id"] for reference in read["references"]] == [str(image)]


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "background_color", "color": "#ffffff", "max_delta_e": 3.0},
        {"kind": "crop", "aspect_ratio": "3:4"},
        {"kind": "margin", "min_share": 0.05, "max_share": 0.25},
        {"kind": "palette", "colors": ["#ffffff"], "max_delta_e": 8.0},
        {"kind": "banned_items", "items": ["logo"]},
        {"kind": "min_resolution", "longest_edge_px": 2000},
    ],
    ids=lambda rule: rule["kind"],
)
def test_guideline_rule_survives_storage(client: TestClient, acme: Org, rule: dict) -> None:
    guideline = post(client, acme, "/guidelines", {"name": "Brand", "rules": [rule]})
    read = client.get(f"/api/v1/guidelines/{guideline['id']}", headers=acme.headers).json()
    assert (read["rules"], read["severity"]) == ([rule], "warning")


def test_starters_are_ordinary_entries(client: TestClient, acme: Org) -> None:
    writes = starter_writes(acme.organization_id, acme.user_id)
    get_platform().base.platform_table.transact(writes)
    with pytest.raises(ConditionFailed):
        get_platform().base.platform_table.transact(
            starter_writes(acme.organization_id, acme.user_id)
        )
    counts = {
        noun: len(client.get(f"/api/v1/{noun}", headers=acme.headers).json()["items"])
        for noun in ("styles", "shot-types", "subjects", "guidelines")
    }
    assert counts == {"styles": 6, "shot-types": 5, "subjects": 4, "guidelines": 2}
    full_body = starter_id(acme.organization_id, Noun.SHOT_TYPE, "full_body")
    found = get_platform().library.entries.get_shot_type(acme.organization_id, full_body)
    assert found.category == "on_model"
