"""Subjects, styles, guidelines and shot types."""

from typing import Any

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import use_compute
from tests.scenes.shooting_scene import post, store_generated_image

_BASE_IMAGES = "/api/v1/subjects/{subject_id}/base-images"
_SUBJECT: dict[str, Any] = {"name": "Ada", "form": "classic"}


def entry_cases(noun: str, id_name: str, body: dict[str, Any]) -> list[RouteCase]:
    """Create, list and get entities that need no others."""

    def create(client: TestClient, org: Org) -> RequestArgs:
        return RequestArgs(json=body)

    def list_all(client: TestClient, org: Org) -> RequestArgs:
        post(client, org, f"/{noun}", body)
        return RequestArgs()

    def get(client: TestClient, org: Org) -> RequestArgs:
        return RequestArgs({id_name: post(client, org, f"/{noun}", body)["id"]})

    path = f"/api/v1/{noun}"
    return [
        RouteCase("POST", path, create, 201),
        RouteCase("GET", path, list_all, 200),
        RouteCase("GET", f"{path}/{{{id_name}}}", get, 200),
    ]


def _add_base_images(client: TestClient, org: Org) -> RequestArgs:
    subject_id = post(client, org, "/subjects", _SUBJECT)["id"]
    image = {"media_id": str(store_generated_image(org)), "pose": "walking", "angle": "left"}
    return RequestArgs({"subject_id": subject_id}, json={"base_images": [image]})


def _create_as_admin(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=_SUBJECT)


def _generate_base_images(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    body = {**_SUBJECT, "base_images": [{"media_id": str(store_generated_image(org))}]}
    subject_id = post(client, org, "/subjects", body)["id"]
    return RequestArgs({"subject_id": subject_id}, json={"pose": "walking", "angle": "left"})


def _base_image_order(client: TestClient, org: Org) -> RequestArgs:
    request = _generate_base_images(client, org)
    path = f"/api/v1/subjects/{request.path_params['subject_id']}/base-images/generate"
    answer = client.post(path, json=request.json, headers=org.headers)
    assert answer.status_code == 202, answer.text
    return RequestArgs({**request.path_params, "order_id": answer.json()["id"]})


_STYLE = {"name": "Clean studio", "backdrop": "seamless", "palette": ["#f2f1ee"]}
CASES: list[RouteCase] = [
    *entry_cases("subjects", "subject_id", _SUBJECT),
    *entry_cases("styles", "style_id", _STYLE),
    *entry_cases("guidelines", "guideline_id", {"name": "White", "severity": "blocking"}),
    *entry_cases("shot-types", "shot_type_id", {"name": "full_body", "category": "on_model"}),
    RouteCase("POST", _BASE_IMAGES, _add_base_images, 201),
    RouteCase("POST", "/api/v1/admin/subjects", _create_as_admin, 201),
    RouteCase("POST", f"{_BASE_IMAGES}/generate", _generate_base_images, 202),
    RouteCase("GET", f"{_BASE_IMAGES}/orders/{{order_id}}", _base_image_order, 200),
]
