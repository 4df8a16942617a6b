"""Predictions, the gallery, and the decisions on shots."""

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.scenes.shooting_scene import add_predictions, make_scene


def _reviewable(client: TestClient, org: Org) -> tuple[str, str]:
    """A shot and one of its predictions."""
    shot_id = make_scene(client, org).shot_ids[0]
    return shot_id, add_predictions(org, shot_id)[0]


def _list_predictions(client: TestClient, org: Org) -> RequestArgs:
    shot_id, _ = _reviewable(client, org)
    return RequestArgs(params={"shot_id": shot_id})


def _list_gallery(client: TestClient, org: Org) -> RequestArgs:
    _reviewable(client, org)
    return RequestArgs()


def _approve(client: TestClient, org: Org) -> RequestArgs:
    shot_id, prediction_id = _reviewable(client, org)
    return RequestArgs({"shot_id": shot_id}, json={"prediction_id": prediction_id})


def _reject(client: TestClient, org: Org) -> RequestArgs:
    shot_id, _ = _reviewable(client, org)
    return RequestArgs({"shot_id": shot_id}, json={"reason": "QUALITY_ISSUE"})


def _unapprove(client: TestClient, org: Org) -> RequestArgs:
    shot_id, prediction_id = _reviewable(client, org)
    approved = client.put(
        f"/api/v1/shots/{shot_id}/approve",
        json={"prediction_id": prediction_id},
        headers=org.headers,
    )
    assert approved.status_code == 200, approved.text
    return RequestArgs({"shot_id": shot_id})


def _bulk_approve(client: TestClient, org: Org) -> RequestArgs:
    shot_id, prediction_id = _reviewable(client, org)
    return RequestArgs(json={"shots": [{"shot_id": shot_id, "prediction_id": prediction_id}]})


CASES: list[RouteCase] = [
    RouteCase("GET", "/api/v1/predictions", _list_predictions, 200),
    RouteCase("GET", "/api/v1/gallery", _list_gallery, 200),
    RouteCase("PUT", "/api/v1/shots/{shot_id}/approve", _approve, 200),
    RouteCase("PUT", "/api/v1/shots/{shot_id}/reject", _reject, 200),
    RouteCase("PUT", "/api/v1/shots/{shot_id}/unapprove", _unapprove, 200),
    # A result per item, so a foreign shot is an item with an error, not a 404.
    RouteCase("POST", "/api/v1/shots/bulk-approve", _bulk_approve, 200, foreign_status=200),
]
