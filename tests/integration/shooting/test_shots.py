"""Shots: found or created for a look and a shot type, listed by shooting or look."""

from collections.abc import Callable
from uuid import UUID

from fastapi.testclient import TestClient

from shared.core.events import Event
from shared.core.ids import new_id
from shared.shooting.models import Shot
from shared.shooting.repositories import LookRepository, ShootingRepository, ShotRepository
from shared.shooting.shot_service import ShotService
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import make_parts, make_scene, make_shot_type, post

EventsOf = Callable[[Org], list[Event]]


def test_planned_shot_is_found(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    look = get_platform().shooting.looks.get_entity(acme.organization_id, UUID(scene.look_id))
    shot = get_platform().shooting.shots.get_or_create(
        acme.organization_id, look, UUID(scene.shot_type_ids[1])
    )
    assert str(shot.id) == scene.shot_ids[1]


def test_further_shot_joins_its_look(client: TestClient, acme: Org, events: EventsOf) -> None:
    scene, detail = make_scene(client, acme), make_shot_type(client, acme, "detail")
    look = get_platform().shooting.looks.get_entity(acme.organization_id, UUID(scene.look_id))
    shots = get_platform().shooting.shots
    made = shots.get_or_create(acme.organization_id, look, UUID(detail))
    # The look as read before: it leads to the same shot.
    again = shots.get_or_create(acme.organization_id, look, UUID(detail))
    assert again.id == made.id
    path = f"/api/v1/shooting-looks/{scene.look_id}"
    listed = client.get(path, headers=acme.headers).json()["shots"]
    assert [shot["id"] for shot in listed] == [*scene.shot_ids, str(made.id)]
    assert [e.data["shot_id"] for e in events(acme) if e.type == "shot.created"] == [str(made.id)]


def test_shot_made_meanwhile_is_taken(client: TestClient, acme: Org) -> None:
    scene, detail = make_scene(client, acme), make_shot_type(client, acme, "detail")
    look = get_platform().shooting.looks.get_entity(acme.organization_id, UUID(scene.look_id))
    shots = get_platform().shooting.shots

    class OvertakenRepository(ShotRepository):
        """A concurrent request creates the shot after the first read."""

        overtaken = False

        def find(self, organization_id: UUID, entity_id: UUID) -> Shot | None:
            found = super().find(organization_id, entity_id)
            if not self.overtaken:
                self.overtaken = True
                shots.get_or_create(acme.organization_id, look, UUID(detail))
            return found

    table = get_platform().base.platform_table
    slow = ShotService(OvertakenRepository(table), LookRepository(table), ShootingRepository(table))
    shot = slow.get_or_create(acme.organization_id, look, UUID(detail))
    assert shot.id == shots.get_or_create(acme.organization_id, look, UUID(detail)).id


def test_shots_listed_by_shooting_and_look(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    make_scene(client, acme)
    for params in ({"shooting_id": scene.shooting_id}, {"shooting_look_id": scene.look_id}):
        assert _listed(client, acme, **params) == list(scene.shot_ids)


def test_shots_keep_order_of_looks_and_types(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    names = ("full_body", "packshot", "detail", "flat_lay", "back", "lifestyle")
    body = {**parts, "shot_type_ids": [make_shot_type(client, acme, name) for name in names]}
    made = [post(client, acme, "/shooting-looks", body) for _ in range(2)]
    first, second = ([shot["id"] for shot in look["shots"]] for look in made)
    assert _listed(client, acme, shooting_look_id=made[0]["id"]) == first
    assert _listed(client, acme, shooting_id=parts["shooting_id"]) == first + second


def test_further_shot_comes_last_in_its_look(client: TestClient, acme: Org) -> None:
    parts = make_parts(client, acme)
    made = [post(client, acme, "/shooting-looks", parts) for _ in range(2)]
    first, second = ([shot["id"] for shot in look["shots"]] for look in made)
    look = get_platform().shooting.looks.get_entity(acme.organization_id, UUID(made[0]["id"]))
    for name in ("detail", "back"):
        shot_type_id = UUID(make_shot_type(client, acme, name))
        shot = get_platform().shooting.shots.get_or_create(acme.organization_id, look, shot_type_id)
        first.append(str(shot.id))
        look = get_platform().shooting.looks.get_entity(acme.organization_id, look.id)
    assert _listed(client, acme, shooting_look_id=made[0]["id"]) == first
    assert _listed(client, acme, shooting_id=parts["shooting_id"]) == first + second


def _listed(client: TestClient, org: Org, **params: str) -> list[str]:
    answer = client.get("/api/v1/shots", params=params, headers=org.headers)
    return [shot["id"] for shot in answer.json()["items"]]


def test_list_asks_whose_shots(client: TestClient, acme: Org) -> None:
    answer = client.get("/api/v1/shots", headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "filter_required")


def test_unknown_shooting_lists_nothing(client: TestClient, acme: Org) -> None:
    answer = client.get(
        "/api/v1/shots", params={"shooting_id": str(new_id())}, headers=acme.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "shooting_not_found")


def test_every_shot_of_shooting_found(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    found = get_platform().shooting.shots.every_of_shooting(
        acme.organization_id, UUID(scene.shooting_id)
    )
    assert {str(shot.id) for shot in found} == set(scene.shot_ids)
