"""Veo: predictLongRunning and fetchPredictOperation."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import google, media
from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor
from tests.simulator.state import Job, SimulatorState

secrets = google.secrets


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state,
        callbacks,
        "veo",
        reject=google.reject,
        is_allowed=google.is_allowed,
        draw=_draw,
    )

    async def submit(request: Request) -> Response:
        model = request.path_params["model"]
        job = await vendor.accept(request, model=model, inputs=await request.json())
        parent = request.url.path.partition("/projects/")[2].rpartition(":")[0]
        return JSONResponse({"name": f"projects/{parent}/operations/{job.id}"})

    async def poll(request: Request) -> Response:
        name = (await request.json()).get("operationName", "")
        job = await vendor.find(request, name.rpartition("/")[2])
        if job is None:
            missing = google.failure(404, "NOT_FOUND", "The operation does not exist.")
            return JSONResponse(missing, status_code=404)
        return JSONResponse({"name": name, **_operation(vendor, job)})

    return [
        Route(google.MODEL_PATH + ":predictLongRunning", submit, methods=["POST"]),
        Route(google.MODEL_PATH + ":fetchPredictOperation", poll, methods=["POST"]),
    ]


def _operation(vendor: SimulatedVendor, job: Job) -> dict[str, Any]:
    match vendor.state.status(job):
        case "pending":
            return {}
        case "refusal":
            filtered = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["Support 1"]}
            return {"done": True, "response": filtered}
        case "job_failed" | "cancelled":
            return {"done": True, "error": {"code": 13, "message": "Internal error."}}
        case "ready":
            data = base64.b64encode(vendor.body(job, mime="video/mp4")).decode()
            video = {"bytesBase64Encoded": data, "mimeType": "video/mp4"}
            return {"done": True, "response": {"videos": [video]}}


def _draw(job: Job, index: int, mime: str) -> bytes:
    seconds = job.inputs.get("parameters", {}).get("durationSeconds", 8)
    return media.mp4(job.id, seconds=float(seconds))
