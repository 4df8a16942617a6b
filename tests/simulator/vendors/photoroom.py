"""Photoroom, with both hosts in one: multipart requests, replies with a PNG."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.multipart import fields_of, read_form
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-photoroom-key"


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state,
        callbacks,
        "photoroom",
        reject=_reject,
        is_allowed=lambda request: request.headers.get("x-api-key") == _KEY,
        draw=_draw,
    )

    async def make(request: Request) -> Response:
        path = request.url.path
        model, image = (
            ("v1/segment", "image_file") if "segment" in path else ("v2/edit", "imageFile")
        )
        fields = fields_of(await read_form(request))
        if not fields.get(image):
            return _problem(400, f"{image} is missing")
        job = await vendor.accept(request, model=model, inputs=fields)
        await vendor.wait(job)
        if vendor.state.status(job) != "ready":  # the vendor documents no refusal
            return _problem(500, "Internal error")
        return Response(vendor.body(job), media_type="image/png")

    return [
        Route("/v1/segment", make, methods=["POST"]),
        Route("/v2/edit", make, methods=["POST"]),
    ]


def _draw(job: Job, index: int, mime: str) -> bytes:
    return media.cutout(job.id) if job.model == "v1/segment" else media.image(job.id)


def _problem(status: int, text: str) -> Response:
    return JSONResponse({"error": {"message": text}}, status_code=status)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            response = _problem(429, "Too many requests")
            response.headers.update(retry_after(kind, seconds))
            return response
        case "no_credit":
            body = {"error": {"detail": "API quota exhausted"}}
            return JSONResponse(body, status_code=402)
        case "auth":
            return _problem(403, "Unauthorized")
        case "bad_input":
            return _problem(400, "The image cannot be decoded")
        case _:
            return _problem(500, "Internal error")
