"""Captions of predictions."""

from fastapi.testclient import TestClient

from tests.integration.route_cases import Org, RequestArgs, RouteCase
from tests.scenes.caption_scene import make_prediction, order, write
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import use_compute

_CAPTIONS = "/api/v1/captions"
_ONE = f"{_CAPTIONS}/{{caption_id}}"


def _create(client: TestClient, org: Org) -> RequestArgs:
    use_compute(client, FakeCompute())
    return RequestArgs(json={"prediction_id": make_prediction(client, org), "locale": "it"})


def _list(client: TestClient, org: Org) -> RequestArgs:
    body = _create(client, org).json
    order(client, org, body["prediction_id"])
    return RequestArgs(params={"prediction_id": body["prediction_id"]})


def _existing(client: TestClient, org: Org) -> RequestArgs:
    compute = FakeCompute()
    use_compute(client, compute)
    caption = order(client, org, make_prediction(client, org))
    write(compute, org, caption["id"])
    return RequestArgs({"caption_id": caption["id"]})


def _edit(client: TestClient, org: Org) -> RequestArgs:
    return RequestArgs(_existing(client, org).path_params, json={"text": "Mine."})


CASES = [
    RouteCase("POST", _CAPTIONS, _create, 202),
    RouteCase("GET", _CAPTIONS, _list, 200),
    RouteCase("GET", _ONE, _existing, 200),
    RouteCase("PATCH", _ONE, _edit, 200),
]
