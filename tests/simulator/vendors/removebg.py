"""remove.bg: requests with a URL, replies with a PNG."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.multipart import fields_of, read_form
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-removebg-key"
_SOURCES = ("image_url", "image_file", "image_file_b64")


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state,
        callbacks,
        "removebg",
        reject=_reject,
        is_allowed=lambda request: request.headers.get("x-api-key") == _KEY,
        draw=lambda job, index, mime: media.cutout(job.id),
    )

    async def make(request: Request) -> Response:
        fields = fields_of(await read_form(request))
        if sum(name in fields for name in _SOURCES) != 1:
            return _problem(400, "multiple_sources" if fields else "missing_source")
        job = await vendor.accept(request, model="removebg", inputs=fields)
        await vendor.wait(job)
        return _outcome(vendor, job)

    return [Route("/removebg", make, methods=["POST"])]


def _outcome(vendor: SimulatedVendor, job: Job) -> Response:
    """remove.bg has no refusals; a missing foreground stands for one."""
    match vendor.state.status(job):
        case "refusal":
            return _problem(400, "unknown_foreground")
        case "job_failed":
            return _problem(500, "internal_error")
    headers = {"X-Credits-Charged": "1", "X-Type": "product"}
    return Response(vendor.body(job), media_type="image/png", headers=headers)


def _problem(status: int, code: str) -> Response:
    errors = [{"title": code.replace("_", " "), "code": code}]
    return JSONResponse({"errors": errors}, status_code=status)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            response = _problem(429, "rate_limit_exceeded")
            response.headers.update(retry_after(kind, seconds))
            return response
        case "no_credit":
            return _problem(402, "insufficient_credits")
        case "auth":
            return _problem(403, "auth_failed")
        case "bad_input":
            return _problem(400, "invalid_image_url")
        case _:
            return _problem(503, "unavailable")
