"""Veo: predictLongRunning, and fetchPredictOperation until it is done."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import google, media
from tests.simulator.callbacks import Callbacks
from tests.simulator.desk import Desk
from tests.simulator.world import Order, World

secrets = google.secrets


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    desk = Desk(
        world,
        callbacks,
        "veo",
        reject=google.reject,
        is_allowed=google.is_allowed,
        draw=_draw,
    )

    async def submit(request: Request) -> Response:
        model = request.path_params["model"]
        order = await desk.accept(request, model=model, inputs=await request.json())
        parent = request.url.path.partition("/projects/")[2].rpartition(":")[0]
        return JSONResponse({"name": f"projects/{parent}/operations/{order.id}"})

    async def poll(request: Request) -> Response:
        name = (await request.json()).get("operationName", "")
        order = await desk.find(request, name.rpartition("/")[2])
        if order is None:
            missing = google.failure(404, "NOT_FOUND", "The operation does not exist.")
            return JSONResponse(missing, status_code=404)
        return JSONResponse({"name": name, **_operation(desk, order)})

    return [
        Route(google.MODEL_PATH + ":predictLongRunning", submit, methods=["POST"]),
        Route(google.MODEL_PATH + ":fetchPredictOperation", poll, methods=["POST"]),
    ]


def _operation(desk: Desk, order: Order) -> dict[str, Any]:
    match desk.world.state(order):
        case "pending":
            return {}
        case "refusal":
            filtered = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["Support 1"]}
            return {"done": True, "response": filtered}
        case "job_failed" | "cancelled":
            return {"done": True, "error": {"code": 13, "message": "Internal error."}}
        case "ready":
            data = base64.b64encode(desk.body(order, mime="video/mp4")).decode()
            video = {"bytesBase64Encoded": data, "mimeType": "video/mp4"}
            return {"done": True, "response": {"videos": [video]}}


def _draw(order: Order, index: int, mime: str) -> bytes:
    seconds = order.inputs.get("parameters", {}).get("durationSeconds", 8)
    return media.mp4(order.id, seconds=float(seconds))
