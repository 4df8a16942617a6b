"""Every status change through the API sends its event.

One row per write path. Each writes exactly the events of its row; and every move that the
tables of transitions know names one.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.core.events import Event
from shared.shooting.transitions import SHOOTING_MOVES, SHOT_MOVES
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import (
    Scene,
    add_predictions,
    make_parts,
    make_scene,
    make_shot_type,
    post,
    start_shooting,
    store_generated_image,
)

EventsOf = Callable[[Org], list[Event]]


class Stage:
    """The state before a write path, and its calls."""

    def __init__(self, client: TestClient, org: Org) -> None:
        self.client, self.org = client, org
        self.scene: Scene = make_scene(client, org)
        self.parts = make_parts(client, org)
        self.image = str(store_generated_image(org))
        start_shooting(org, self.scene.shooting_id)
        # All but the first generation, so that the shooting is in review.
        self.images = add_predictions(org, self.scene.shot_ids[0])

    def post(self, path: str, **body: Any) -> None:
        post(self.client, self.org, path, body)

    def put(self, verb: str, **body: Any) -> None:
        path = f"/api/v1/shots/{self.scene.shot_ids[0]}/{verb}"
        answer = self.client.put(path, json=body or None, headers=self.org.headers)
        assert answer.status_code == 200, answer.text

    def patch(self, **changes: Any) -> None:
        path = f"/api/v1/shootings/{self.scene.shooting_id}"
        answer = self.client.patch(path, json=changes, headers=self.org.headers)
        assert answer.status_code == 200, answer.text

    def bulk_approve(self) -> None:
        pair = {"shot_id": self.scene.shot_ids[0], "prediction_id": self.images[0]}
        path = "/api/v1/shots/bulk-approve"
        answer = self.client.post(path, json={"shots": [pair]}, headers=self.org.headers)
        assert answer.json()["results"][0]["status"] == "approved"

    def export(self) -> None:
        shots = get_platform().shooting.shots
        shot = shots.get_entity(self.org.organization_id, UUID(self.scene.shot_ids[0]))
        get_platform().base.platform_table.transact(shots.exported_writes(shot))

    def make_further_shot(self) -> None:
        looks, shots = get_platform().shooting.looks, get_platform().shooting.shots
        look = looks.get_entity(self.org.organization_id, UUID(self.scene.look_id))
        shots.get_or_create(look.organization_id, look, UUID(self.parts["shot_type_ids"][0]))

    def add_base_image(self) -> None:
        path = f"/subjects/{self.scene.subject_id}/base-images"
        self.post(path, base_images=[{"media_id": self.image}])

    def approve(self, index: int = 0) -> None:
        self.put("approve", prediction_id=self.images[index])

    def reject(self, reason: str = "QUALITY_ISSUE") -> None:
        self.put("reject", reason=reason)


Act = Callable[[Stage], Any]


def _nothing(stage: Stage) -> None:
    """No preparation."""


PATHS: list[tuple[str, Act, Act, list[str]]] = [
    ("subject", _nothing, lambda s: s.post("/subjects", name="Ada"), ["subject.created"]),
    ("base image", _nothing, Stage.add_base_image, ["subject.updated"]),
    ("style", _nothing, lambda s: s.post("/styles", name="Clean"), ["style.created"]),
    ("guideline", _nothing, lambda s: s.post("/guidelines", name="B"), ["guideline.created"]),
    (
        "shot type",
        _nothing,
        lambda s: make_shot_type(s.client, s.org, "detail"),
        ["shot_type.created"],
    ),
    ("shooting", _nothing, lambda s: s.post("/shootings", name="S"), ["shooting.created"]),
    ("rename", _nothing, lambda s: s.patch(name="Autumn"), ["shooting.updated"]),
    ("sign off", _nothing, lambda s: s.patch(status="approved"), ["shooting.approved"]),
    (
        "first look",
        _nothing,
        lambda s: s.post("/shooting-looks", **s.parts),
        ["look.created", "shooting.configured"],
    ),
    (
        "start",
        _nothing,
        lambda s: start_shooting(s.org, s.parts["shooting_id"]),
        ["shooting.started"],
    ),
    ("further shot", _nothing, Stage.make_further_shot, ["shot.created"]),
    (
        "first images",
        _nothing,
        lambda s: add_predictions(s.org, s.scene.shot_ids[1]),
        ["shot.pending_review"],
    ),
    ("approve", _nothing, Stage.approve, ["shot.approved"]),
    ("approve in bulk", _nothing, Stage.bulk_approve, ["shot.approved"]),
    ("approve another", Stage.approve, lambda s: s.approve(1), ["shot.approved"]),
    ("approve the same", Stage.approve, Stage.approve, []),
    ("approve the rejected", Stage.reject, Stage.approve, ["shot.approved"]),
    ("reject", _nothing, Stage.reject, ["shot.rejected"]),
    ("reject the approved", Stage.approve, Stage.reject, ["shot.rejected"]),
    (
        "reject otherwise",
        Stage.reject,
        lambda s: s.reject("PRODUCT_ISSUE"),
        ["shot.rejected"],
    ),
    ("unapprove", Stage.approve, lambda s: s.put("unapprove"), ["shot.unapproved"]),
    ("export", Stage.approve, Stage.export, ["shot.exported"]),
    (
        "images for the rejected",
        Stage.reject,
        lambda s: add_predictions(s.org, s.scene.shot_ids[0]),
        ["shot.pending_review"],
    ),
    (
        "images for the approved",
        Stage.approve,
        lambda s: add_predictions(s.org, s.scene.shot_ids[0]),
        [],
    ),
]


@pytest.mark.parametrize(
    ("prepare", "act", "expected"), [row[1:] for row in PATHS], ids=[row[0] for row in PATHS]
)
def test_write_path_sends_its_events(
    client: TestClient,
    acme: Org,
    events: EventsOf,
    prepare: Act,
    act: Act,
    expected: list[str],
) -> None:
    stage = Stage(client, acme)
    prepare(stage)
    before = {event.id for event in events(acme)}
    act(stage)
    sent = [event for event in events(acme) if event.id not in before]
    assert sorted(event.type for event in sent) == expected
    assert {event.organization_id for event in sent} <= {acme.organization_id}


def test_table_covers_every_shot_move() -> None:
    covered = {type for *_, types in PATHS for type in types}
    assert set(SHOT_MOVES.values()) <= covered


def test_every_move_has_an_event() -> None:
    for moves in (SHOOTING_MOVES, SHOT_MOVES):
        assert all(type.startswith(("shooting.", "shot.")) for type in moves.values())
