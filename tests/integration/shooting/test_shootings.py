"""Shootings: lists by status, manual and automatic transitions."""

from collections.abc import Callable
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.core.errors import Conflict
from shared.core.events import Event
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import (
    add_predictions,
    make_scene,
    make_shooting,
    start_shooting,
)

EventsOf = Callable[[Org], list[Event]]


def _status(client: TestClient, org: Org, shooting_id: str) -> str:
    answer = client.get(f"/api/v1/shootings/{shooting_id}", headers=org.headers)
    return str(answer.json()["status"])


def _patch(client: TestClient, org: Org, shooting_id: str, **changes: object) -> tuple[int, dict]:
    path = f"/api/v1/shootings/{shooting_id}"
    answer = client.patch(path, json=changes, headers=org.headers)
    return answer.status_code, answer.json()


def test_status_filter_follows_moves(client: TestClient, acme: Org) -> None:
    scene, draft = make_scene(client, acme), make_shooting(client, acme)

    def listed(status: str) -> list[str]:
        answer = client.get("/api/v1/shootings", params={"status": status}, headers=acme.headers)
        return [shooting["id"] for shooting in answer.json()["items"]]

    assert (listed("draft"), listed("configured")) == ([draft], [scene.shooting_id])
    start_shooting(acme, scene.shooting_id)
    assert (listed("configured"), listed("generating")) == ([], [scene.shooting_id])


def test_update_changes_what_is_sent(client: TestClient, acme: Org) -> None:
    shooting_id = make_shooting(client, acme, brand="Acme", season="SS24")
    status, shooting = _patch(client, acme, shooting_id, season=None, name="Autumn")
    assert status == 200
    assert (shooting["name"], shooting["brand"], shooting["season"]) == ("Autumn", "Acme", None)
    assert shooting["version"] == 2


def test_sign_off_ends_delivered(client: TestClient, acme: Org, events: EventsOf) -> None:
    scene = make_scene(client, acme)
    start_shooting(acme, scene.shooting_id)
    add_predictions(acme, scene.shot_ids[0])
    for status in ("approved", "in_review", "approved", "delivered", "archived"):
        assert _patch(client, acme, scene.shooting_id, status=status)[0] == 200
    told = [event.type for event in events(acme) if event.type.startswith("shooting.")]
    assert told == [
        "shooting.created",
        "shooting.configured",
        "shooting.started",
        "shooting.in_review",
        "shooting.approved",
        "shooting.in_review",
        "shooting.approved",
        "shooting.delivered",
        "shooting.archived",
    ]


@pytest.mark.parametrize("status", ["configured", "generating", "in_review", "delivered"])
def test_draft_cannot_be_moved_by_hand(client: TestClient, acme: Org, status: str) -> None:
    code, problem = _patch(client, acme, make_shooting(client, acme), status=status)
    assert (code, problem["code"]) == (409, "shooting_transition_refused")
    assert problem["allowed"] == ["archived"]


def test_started_only_once(client: TestClient, acme: Org, events: EventsOf) -> None:
    scene = make_scene(client, acme)
    start_shooting(acme, scene.shooting_id)
    shootings = get_platform().shooting.shootings
    shooting = shootings.get_entity(acme.organization_id, UUID(scene.shooting_id))
    assert shootings.writes_for_start(shooting, "user:x") == []
    assert [event.type for event in events(acme)].count("shooting.started") == 1


def test_two_starts_at_once_succeed(client: TestClient, acme: Org, events: EventsOf) -> None:
    scene = make_scene(client, acme)
    shootings, table = get_platform().shooting.shootings, get_platform().base.platform_table
    shooting = shootings.get_entity(acme.organization_id, UUID(scene.shooting_id))
    for writes in [shootings.writes_for_start(shooting, "user:x") for _ in range(2)]:
        table.transact(writes)
    assert _status(client, acme, scene.shooting_id) == "generating"
    assert [event.type for event in events(acme)].count("shooting.started") == 1


def test_archived_meanwhile_does_not_start(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    shootings = get_platform().shooting.shootings
    shooting = shootings.get_entity(acme.organization_id, UUID(scene.shooting_id))
    writes = shootings.writes_for_start(shooting, "user:x")
    _patch(client, acme, scene.shooting_id, status="archived")
    with pytest.raises(Conflict, match="version_conflict"):
        get_platform().base.platform_table.transact(writes)
    archived = shootings.get_entity(acme.organization_id, UUID(scene.shooting_id))
    with pytest.raises(Conflict, match="shooting_archived"):
        shootings.writes_for_start(archived, "user:x")
    assert _status(client, acme, scene.shooting_id) == "archived"


def test_predictions_put_shooting_in_review(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    start_shooting(acme, scene.shooting_id)
    for shot_id in scene.shot_ids:
        add_predictions(acme, shot_id)
    assert _status(client, acme, scene.shooting_id) == "in_review"
