"""Approve, reject, unapprove: writes, refusals and races."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from functions.api.deps import foundation
from shared.core.events import Event
from shared.core.ids import new_id
from shared.identity.principal import Principal
from shared.review.schemas import Approval
from shared.shooting.models import Shot
from shared.shooting.repositories import LookRepository, ShootingRepository, ShotRepository
from shared.shooting.schemas import ShotRead
from shared.shooting.shot_service import ShotService
from shared.wiring.platform import Platform
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import Scene, add_predictions, make_scene

EventsOf = Callable[[Org], list[Event]]


@pytest.fixture
def scene(client: TestClient, acme: Org) -> Scene:
    return make_scene(client, acme)


@pytest.fixture
def shot_id(scene: Scene) -> str:
    return scene.shot_ids[0]


@pytest.fixture
def images(acme: Org, shot_id: str) -> list[str]:
    return add_predictions(acme, shot_id, count=3)


def _put(client: TestClient, org: Org, shot_id: str, verb: str, **body: Any) -> tuple[int, dict]:
    path = f"/api/v1/shots/{shot_id}/{verb}"
    answer = client.put(path, json=body or None, headers=org.headers)
    return answer.status_code, answer.json()


def _approve(client: TestClient, org: Org, shot_id: str, image: str) -> tuple[int, dict]:
    return _put(client, org, shot_id, "approve", prediction_id=image)


def _statuses(client: TestClient, org: Org, shot_id: str) -> list[str]:
    params = {"shot_id": shot_id}
    answer = client.get("/api/v1/predictions", params=params, headers=org.headers)
    return [prediction["status"] for prediction in answer.json()["items"]]


def test_approval_selects_prediction(
    client: TestClient, acme: Org, shot_id: str, images: list[str], events: EventsOf
) -> None:
    status, shot = _put(
        client, acme, shot_id, "approve", prediction_id=images[1], notes="Good drape"
    )
    assert status == 200
    assert (shot["status"], shot["approved_prediction_id"]) == ("approved", images[1])
    assert (shot["approved_by"], shot["notes"]) == (str(acme.user_id), "Good drape")
    assert shot["approved_at"] is not None
    assert client.get(f"/api/v1/shots/{shot_id}", headers=acme.headers).json() == shot
    expected = ["pending_review", "selected", "pending_review"]
    assert _statuses(client, acme, shot_id) == expected
    (event,) = [found for found in events(acme) if found.type == "shot.approved"]
    assert event.actor == acme.principal.actor
    assert event.data["shot_id"] == shot_id
    assert event.data["prediction_id"] == images[1]
    assert event.data["approved_by"] == str(acme.user_id)


def test_same_approval_changes_nothing(
    client: TestClient, acme: Org, shot_id: str, images: list[str], events: EventsOf
) -> None:
    first = _approve(client, acme, shot_id, images[0])
    before = len(events(acme))
    assert _approve(client, acme, shot_id, images[0]) == first
    assert len(events(acme)) == before


def test_new_notes_keep_the_choice(
    client: TestClient, acme: Org, shot_id: str, images: list[str]
) -> None:
    _approve(client, acme, shot_id, images[0])
    status, shot = _put(
        client, acme, shot_id, "approve", prediction_id=images[0], notes="For the cover"
    )
    assert (status, shot["notes"], shot["version"]) == (200, "For the cover", 4)
    expected = ["selected", "pending_review", "pending_review"]
    assert _statuses(client, acme, shot_id) == expected


def test_other_prediction_takes_the_place(
    client: TestClient, acme: Org, shot_id: str, images: list[str]
) -> None:
    _approve(client, acme, shot_id, images[0])
    status, shot = _approve(client, acme, shot_id, images[2])
    assert (status, shot["approved_prediction_id"]) == (200, images[2])
    expected = ["not_selected", "pending_review", "selected"]
    assert _statuses(client, acme, shot_id) == expected


def test_prediction_of_another_shot_refused(
    client: TestClient, acme: Org, scene: Scene, images: list[str]
) -> None:
    other = add_predictions(acme, scene.shot_ids[1])[0]
    for image in (other, str(new_id())):
        status, problem = _approve(client, acme, scene.shot_ids[0], image)
        assert (status, problem["code"]) == (422, "prediction_of_another_shot")
        assert problem["errors"][0]["pointer"] == "/prediction_id"
    assert "selected" not in _statuses(client, acme, scene.shot_ids[1])


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("approve", {"prediction_id": str(new_id())}),
        ("reject", {"reason": "QUALITY_ISSUE"}),
    ],
)
def test_shot_without_predictions_not_reviewable(
    client: TestClient, acme: Org, shot_id: str, verb: str, body: dict
) -> None:
    status, problem = _put(client, acme, shot_id, verb, **body)
    assert (status, problem["code"]) == (409, "shot_not_reviewable")


@pytest.mark.parametrize(
    "reason", ["QUALITY_ISSUE", "WRONG_STYLING", "PRODUCT_ISSUE", "SUBJECT_ISSUE"]
)
def test_rejection_keeps_its_reason(
    client: TestClient, acme: Org, shot_id: str, images: list[str], reason: str
) -> None:
    status, shot = _put(client, acme, shot_id, "reject", reason=reason)
    assert (status, shot["status"], shot["reject_reason"]) == (200, "rejected", reason)


def test_rejection_clears_selection(
    client: TestClient, acme: Org, shot_id: str, images: list[str], events: EventsOf
) -> None:
    _approve(client, acme, shot_id, images[0])
    _, shot = _put(client, acme, shot_id, "reject", reason="OTHER", notes="Seam is torn")
    assert shot["notes"] == "Seam is torn"
    cleared = ("approved_prediction_id", "approved_by", "approved_at")
    assert [shot[name] for name in cleared] == [None, None, None]
    expected = ["rejected", "pending_review", "pending_review"]
    assert _statuses(client, acme, shot_id) == expected
    (event,) = [found for found in events(acme) if found.type == "shot.rejected"]
    assert event.data["reason"] == "OTHER"


@pytest.mark.parametrize("notes", [None, "", "   "])
def test_other_needs_notes(
    client: TestClient, acme: Org, shot_id: str, images: list[str], notes: str | None
) -> None:
    status, problem = _put(client, acme, shot_id, "reject", reason="OTHER", notes=notes)
    assert (status, problem["code"]) == (422, "notes_required")


def test_same_rejection_changes_nothing(
    client: TestClient, acme: Org, shot_id: str, images: list[str], events: EventsOf
) -> None:
    first = _put(client, acme, shot_id, "reject", reason="WRONG_STYLING")
    before = len(events(acme))
    assert _put(client, acme, shot_id, "reject", reason="WRONG_STYLING") == first
    assert len(events(acme)) == before


def test_rejected_shot_can_be_approved(
    client: TestClient, acme: Org, shot_id: str, images: list[str]
) -> None:
    _put(client, acme, shot_id, "reject", reason="QUALITY_ISSUE")
    _, shot = _approve(client, acme, shot_id, images[1])
    assert (shot["status"], shot["reject_reason"]) == ("approved", None)


def test_unapproval_returns_to_review(
    client: TestClient, acme: Org, shot_id: str, images: list[str], events: EventsOf
) -> None:
    _approve(client, acme, shot_id, images[0])
    status, shot = _put(client, acme, shot_id, "unapprove")
    assert (status, shot["status"]) == (200, "pending_review")
    assert shot["approved_prediction_id"] is None
    assert set(_statuses(client, acme, shot_id)) == {"pending_review"}
    (event,) = [found for found in events(acme) if found.type == "shot.unapproved"]
    assert event.data["prediction_id"] == images[0]


def test_nothing_to_unapprove(
    client: TestClient, acme: Org, scene: Scene, images: list[str]
) -> None:
    reviewable, planned = scene.shot_ids
    for shot_id in (planned, reviewable):
        status, problem = _put(client, acme, shot_id, "unapprove")
        assert (status, problem["code"]) == (409, "shot_not_approved")
    _put(client, acme, reviewable, "reject", reason="QUALITY_ISSUE")
    assert _put(client, acme, reviewable, "unapprove")[1]["code"] == "shot_not_approved"


def test_exported_decision_stands(
    client: TestClient, acme: Org, shot_id: str, images: list[str], events: EventsOf
) -> None:
    _approve(client, acme, shot_id, images[0])
    shots, table = get_platform().shooting.shots, get_platform().base.platform_table
    shot = shots.get_entity(acme.organization_id, UUID(shot_id))
    table.transact(shots.exported_writes(shot))
    exported = shots.get_entity(acme.organization_id, UUID(shot_id))
    assert shots.exported_writes(exported) == []
    assert [event.type for event in events(acme)].count("shot.exported") == 1
    for verb, body in (
        ("approve", {"prediction_id": images[1]}),
        ("reject", {"reason": "QUALITY_ISSUE"}),
        ("unapprove", {}),
    ):
        status, problem = _put(client, acme, shot_id, verb, **body)
        assert (status, problem["code"]) == (409, "shot_exported")
    same = _approve(client, acme, shot_id, images[0])
    assert (same[0], same[1]["status"]) == (200, "exported")


class OvertakenShots(ShotService):
    """Another user decides between the read of the shot and the write."""

    def __init__(self, decide: Callable[[], ShotRead]) -> None:
        table = get_platform().base.platform_table
        super().__init__(ShotRepository(table), LookRepository(table), ShootingRepository(table))
        self._decide = decide

    def get_entity(self, organization_id: UUID, shot_id: UUID) -> Shot:
        shot = super().get_entity(organization_id, shot_id)
        self._decide()
        return shot


@pytest.fixture
def overtake(client: TestClient) -> Iterator[Callable[[Callable[[], ShotRead]], None]]:
    """Run `decide` in the middle of every decision that is sent over HTTP."""
    overrides = client.app.dependency_overrides  # type: ignore[attr-defined]

    def arrange(decide: Callable[[], ShotRead]) -> None:
        slow = Platform(get_platform().base)
        slow.shooting.shots = OvertakenShots(decide)
        overrides[foundation.get_platform] = lambda: slow

    yield arrange
    overrides.clear()


@pytest.mark.parametrize(
    ("verb", "body"),
    [("approve", {}), ("reject", {"reason": "QUALITY_ISSUE"})],
)
def test_later_of_two_decisions_loses(
    client: TestClient,
    acme: Org,
    shot_id: str,
    images: list[str],
    events: EventsOf,
    overtake: Callable[[Callable[[], ShotRead]], None],
    verb: str,
    body: dict,
) -> None:
    colleague = Principal(
        user_id=new_id(), organization_id=acme.organization_id, role=acme.principal.role
    )
    faster, chosen = get_platform().review.decisions, Approval(prediction_id=UUID(images[0]))
    overtake(lambda: faster.approve(UUID(shot_id), chosen, colleague))
    sent = {"prediction_id": images[1]} if verb == "approve" else body
    status, problem = _put(client, acme, shot_id, verb, **sent)
    assert (status, problem["code"]) == (409, "version_conflict")
    expected = ["selected", "pending_review", "pending_review"]
    assert _statuses(client, acme, shot_id) == expected
    decided = [event.type for event in events(acme) if event.type.startswith("shot.a")]
    assert decided == ["shot.approved"]


def test_foreign_shot_is_not_found(
    client: TestClient, rival: Org, shot_id: str, images: list[str]
) -> None:
    status, problem = _approve(client, rival, shot_id, images[0])
    assert (status, problem["code"]) == (404, "shot_not_found")
