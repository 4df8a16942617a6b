"""Stability AI: multipart requests, replies with the bytes of an image."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.multipart import fields_of, read_form
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-stability-key"
_SERVICES = (
    "generate/core",
    "generate/ultra",
    "generate/sd3",
    "edit/inpaint",
    "edit/erase",
    "edit/remove-background",
    "edit/search-and-replace",
    "edit/search-and-recolor",
    "upscale/fast",
    "upscale/conservative",
)
_REQUIRED = {
    "generate": ("prompt",),
    "edit/inpaint": ("image", "prompt"),
    "edit/search-and-recolor": ("image", "prompt", "select_prompt"),
    "edit/search-and-replace": ("image", "prompt", "search_prompt"),
    "edit": ("image",),
    "upscale/conservative": ("image", "prompt"),
    "upscale": ("image",),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state,
        callbacks,
        "stability",
        reject=_reject,
        is_allowed=lambda request: bearer(request) == _KEY,
        draw=_draw,
    )

    async def make(request: Request) -> Response:
        service = request.path_params["service"]
        fields = fields_of(await read_form(request))
        if service not in _SERVICES:
            return _problem(404, "not_found", "No such service")
        missing = [name for name in _required(service) if not fields.get(name)]
        if missing:
            return _problem(400, "bad_request", f"{missing[0]}: is required")
        job = await vendor.accept(request, model=service, inputs=fields)
        await vendor.wait(job)
        return _outcome(vendor, job)

    return [Route("/{service:path}", make, methods=["POST"])]


def _required(service: str) -> Sequence[str]:
    return _REQUIRED.get(service) or _REQUIRED[service.partition("/")[0]]


def _outcome(vendor: SimulatedVendor, job: Job) -> Response:
    """A refusal is a blurred image with status 200."""
    status = vendor.state.status(job)
    if status == "job_failed":
        return _problem(500, "internal_error", "Something went wrong")
    reason = "CONTENT_FILTERED" if status == "refusal" else "SUCCESS"
    mime = f"image/{job.inputs.get('output_format', 'png')}"
    seed = str(job.inputs.get("seed") or job.number)
    headers = {"finish-reason": reason, "seed": seed, "x-request-id": job.id}
    return Response(vendor.body(job, 0, mime), media_type=mime, headers=headers)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if job.model == "edit/remove-background":
        return media.cutout(job.id)
    return media.image(job.id, mime=mime)


def _problem(status: int, name: str, text: str) -> Response:
    return JSONResponse({"id": "a-problem", "name": name, "errors": [text]}, status_code=status)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            response = _problem(429, "rate_limit_exceeded", "Too many requests")
            response.headers.update(retry_after(kind, seconds))
            return response
        case "no_credit":
            return _problem(402, "payment_required", "You lack sufficient credits")
        case "auth":
            return _problem(401, "unauthorized", "Invalid key")
        case "bad_input":
            return _problem(400, "bad_request", "image: is not an image")
        case _:
            return _problem(500, "internal_error", "Something went wrong")
