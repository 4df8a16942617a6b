"""Google's virtual try-on: predict, with the pictures inline."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import google
from tests.simulator.callbacks import Callbacks
from tests.simulator.desk import Desk
from tests.simulator.world import Order, World

secrets = google.secrets


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    desk = Desk(
        world, callbacks, "vertex_tryon", reject=google.reject, is_allowed=google.is_allowed
    )

    async def predict(request: Request) -> Response:
        body = await request.json()
        model = request.path_params["model"]
        order = await desk.accept(request, model=model, inputs=body)
        await desk.wait(order)
        return JSONResponse({"predictions": _predictions(desk, order)})

    return [Route(google.MODEL_PATH + ":predict", predict, methods=["POST"])]


def _predictions(desk: Desk, order: Order) -> list[dict[str, Any]]:
    match desk.world.state(order):
        case "refusal":
            return [{"raiFilteredReason": "The output was filtered. Support codes: 29310472"}]
        case "job_failed":
            return []
    data = base64.b64encode(desk.body(order)).decode()
    return [{"mimeType": "image/png", "bytesBase64Encoded": data}]
