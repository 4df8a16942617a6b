"""Subjects, styles, guidelines, shot types, shootings, looks and shots."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import use_compute
from tests.scenes.shooting_scene import (
    make_parts,
    make_scene,
    make_shooting,
    post,
    store_picture,
)

_BASE_IMAGES = "/api/v1/subjects/{subject_id}/base-images"
Make = Callable[[TestClient, Org], RequestArgs]

BODIES: dict[str, dict[str, Any]] = {
    "subjects": {"name": "Ada", "form": "classic"},
    "styles": {"name": "Clean studio", "backdrop": "seamless", "palette": ["#f2f1ee"]},
    "guidelines": {"name": "White", "severity": "blocking"},
    "shot-types": {"name": "full_body", "category": "on_model"},
    "shootings": {"name": "Summer 2024"},
}
ID_OF = {
    "subjects": "subject_id",
    "styles": "style_id",
    "guidelines": "guideline_id",
    "shot-types": "shot_type_id",
    "shootings": "shooting_id",
}


def _create(noun: str) -> Make:
    return lambda client, org: RequestArgs(json=BODIES[noun])


def _list(noun: str) -> Make:
    def make(client: TestClient, org: Org) -> RequestArgs:
        post(client, org, f"/{noun}", BODIES[noun])
        return RequestArgs()

    return make


def _get(noun: str) -> Make:
    def make(client: TestClient, org: Org) -> RequestArgs:
        return RequestArgs({ID_OF[noun]: post(client, org, f"/{noun}", BODIES[noun])["id"]})

    return make


def _add_base_images(client: TestClient, org: Org) -> RequestArgs:
    subject_id = post(client, org, "/subjects", BODIES["subjects"])["id"]
    image = {"media_id": str(store_picture(org)), "pose": "walking", "angle": "left"}
    return RequestArgs({"subject_id": subject_id}, json={"base_images": [image]})


def _create_as_admin(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=BODIES["subjects"])


def _generate_base_images(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    body = {**BODIES["subjects"], "base_images": [{"media_id": str(store_picture(org))}]}
    subject_id = post(client, org, "/subjects", body)["id"]
    return RequestArgs({"subject_id": subject_id}, json={"pose": "walking", "angle": "left"})


def _base_image_order(client: TestClient, org: Org) -> RequestArgs:
    request = _generate_base_images(client, org)
    path = f"/api/v1/subjects/{request.path_params['subject_id']}/base-images/generate"
    answer = client.post(path, json=request.json, headers=org.headers)
    assert answer.status_code == 202, answer.text
    return RequestArgs({**request.path_params, "order_id": answer.json()["id"]})


def _update_shooting(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"shooting_id": make_shooting(client, org)}, json={"season": "SS24"})


def _create_look(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json=make_parts(client, org))


def _list_looks(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(params={"shooting_id": make_scene(client, org).shooting_id})


def _get_look(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"shooting_look_id": make_scene(client, org).look_id})


def _list_shots(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(params={"shooting_look_id": make_scene(client, org).look_id})


def _get_shot(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs({"shot_id": make_scene(client, org).shot_ids[0]})


CASES: list[RouteCase] = [
    *(RouteCase("POST", f"/api/v1/{noun}", _create(noun), 201) for noun in BODIES),
    *(RouteCase("GET", f"/api/v1/{noun}", _list(noun), 200) for noun in BODIES),
    *(RouteCase("GET", f"/api/v1/{noun}/{{{ID_OF[noun]}}}", _get(noun), 200) for noun in BODIES),
    RouteCase("POST", _BASE_IMAGES, _add_base_images, 201),
    RouteCase("POST", "/api/v1/admin/subjects", _create_as_admin, 201),
    RouteCase("POST", f"{_BASE_IMAGES}/generate", _generate_base_images, 202),
    RouteCase("GET", f"{_BASE_IMAGES}/orders/{{order_id}}", _base_image_order, 200),
    RouteCase("PATCH", "/api/v1/shootings/{shooting_id}", _update_shooting, 200),
    RouteCase("POST", "/api/v1/shooting-looks", _create_look, 201),
    RouteCase("GET", "/api/v1/shooting-looks", _list_looks, 200),
    RouteCase("GET", "/api/v1/shooting-looks/{shooting_look_id}", _get_look, 200),
    RouteCase("GET", "/api/v1/shots", _list_shots, 200),
    RouteCase("GET", "/api/v1/shots/{shot_id}", _get_shot, 200),
]
