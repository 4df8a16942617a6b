"""Google's virtual try-on: predict, with inline images."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import google
from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor
from tests.simulator.state import Job, SimulatorState

secrets = google.secrets


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state, callbacks, "vertex_tryon", reject=google.reject, is_allowed=google.is_allowed
    )

    async def predict(request: Request) -> Response:
        body = await request.json()
        model = request.path_params["model"]
        job = await vendor.accept(request, model=model, inputs=body)
        await vendor.wait(job)
        return JSONResponse({"predictions": _predictions(vendor, job)})

    return [Route(google.MODEL_PATH + ":predict", predict, methods=["POST"])]


def _predictions(vendor: SimulatedVendor, job: Job) -> list[dict[str, Any]]:
    match vendor.state.status(job):
        case "refusal":
            return [{"raiFilteredReason": "The output was filtered. Support codes: 29310472"}]
        case "job_failed":
            return []
    data = base64.b64encode(vendor.body(job)).decode()
    return [{"mimeType": "image/png", "bytesBase64Encoded": data}]
