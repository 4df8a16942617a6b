"""Products."""

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.integration.route_cases.media import store_image

_PRODUCTS = "/api/v1/products"
_ONE = f"{_PRODUCTS}/{{product_id}}"


def product(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(json={"name": "Linen dress", "sku": "LD-1"})


def existing(client: TestClient, org: Org) -> RequestArgs:
    body = {"name": "Linen dress", "images": [{"media_id": str(store_image(org))}]}
    answer = client.post(_PRODUCTS, json=body, headers=org.headers)
    return RequestArgs(path_params={"product_id": answer.json()["id"]})


def listed(client: TestClient, org: Org) -> RequestArgs:
    existing(client, org)
    return RequestArgs(params={"limit": 10})


def change(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(existing(client, org).path_params, json={"name": "Silk dress"})


def more_images(client: TestClient, org: Org) -> RequestArgs:
    image = {"media_id": str(store_image(org)), "role": "back"}
    return RequestArgs(existing(client, org).path_params, json={"images": [image]})


CASES = [
    RouteCase("POST", _PRODUCTS, product, 201),
    RouteCase("GET", _PRODUCTS, listed, 200),
    RouteCase("GET", _ONE, existing, 200),
    RouteCase("PATCH", _ONE, change, 200),
    RouteCase("POST", f"{_ONE}/images", more_images, 201),
]
