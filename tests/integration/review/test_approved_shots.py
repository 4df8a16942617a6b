"""Approved shots as delivery reads them."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.core.errors import NotFound
from shared.review.schemas import Approval
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.shooting_scene import add_predictions, make_scene


def _approve(org: Org, shot_id: str) -> UUID:
    prediction_id = UUID(add_predictions(org, shot_id)[0])
    approval = Approval(prediction_id=prediction_id)
    get_platform().review.decisions.approve(UUID(shot_id), approval, org.principal)
    return prediction_id


def test_approved_shot_comes_complete(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    prediction_id = _approve(acme, scene.shot_ids[0])
    approved = get_platform().review.approved_shots.approved(
        acme.organization_id, [UUID(shot_id) for shot_id in scene.shot_ids]
    )
    (found,) = approved
    assert (str(found.shot.id), found.prediction.id) == (scene.shot_ids[0], prediction_id)
    assert found.prediction.status == "selected"
    assert (found.product.name, found.shot_type.name) == ("Linen dress", "full_body")
    assert (found.shooting.name, str(found.look.id)) == ("Summer 2024", scene.look_id)
    assert found.subject is not None
    assert found.subject.name == "Ada"


def test_exported_shot_can_go_again(client: TestClient, acme: Org) -> None:
    scene = make_scene(client, acme)
    wanted = [UUID(shot_id) for shot_id in reversed(scene.shot_ids)]
    for shot_id in scene.shot_ids:
        _approve(acme, shot_id)
    shots = get_platform().shooting.shots
    shot = shots.get_entity(acme.organization_id, wanted[0])
    get_platform().base.platform_table.transact(shots.exported_writes(shot))
    found = get_platform().review.approved_shots.approved(acme.organization_id, wanted)
    assert [(approved.shot.id, approved.shot.status) for approved in found] == [
        (wanted[0], "exported"),
        (wanted[1], "approved"),
    ]


def test_foreign_shots_are_not_found(client: TestClient, acme: Org, rival: Org) -> None:
    shot_id = make_scene(client, rival).shot_ids[0]
    _approve(rival, shot_id)
    with pytest.raises(NotFound, match="shot_not_found"):
        get_platform().review.approved_shots.approved(acme.organization_id, [UUID(shot_id)])
