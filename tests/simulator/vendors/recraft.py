"""Recraft: requests and replies in JSON with URLs."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-recraft-key"
_MODELS = ("recraftv2", "recraftv3", "recraftv4", "recraftv4_pro", "recraftv4_1")
# The required inputs of each tool, and its price in units.
_TOOLS: dict[str, tuple[tuple[str, ...], int]] = {
    "generations": (("prompt", "model"), 35),
    "imageToImage": (("image_url", "prompt", "strength", "model"), 35),
    "inpaint": (("image_url", "mask_url", "prompt", "model"), 40),
    "replaceBackground": (("image_url", "prompt", "model"), 40),
    "removeBackground": (("image_url",), 10),
    "crispUpscale": (("image_url",), 4),
}
_TOOLS_WITHOUT_MODEL = ("removeBackground", "crispUpscale")


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state,
        callbacks,
        "recraft",
        reject=_reject,
        is_allowed=lambda request: bearer(request) == _KEY,
        draw=_draw,
    )

    async def make(request: Request) -> Response:
        tool, inputs = request.path_params["tool"], await request.json()
        if tool not in _TOOLS:
            return PlainTextResponse("404 page not found", status_code=404)
        if problem := _problem_with(tool, inputs):
            return JSONResponse({"code": "invalid_request", "message": problem}, status_code=400)
        job = await vendor.accept(request, model=tool, inputs=inputs)
        await vendor.wait(job)
        return _outcome(vendor, job)

    return [vendor.files(), Route("/images/{tool}", make, methods=["POST"])]


def _problem_with(tool: str, inputs: dict[str, Any]) -> str:
    for name in _TOOLS[tool][0]:
        if not inputs.get(name):
            return f"{name} is required"
    model = inputs.get("model", "recraftv3")
    if model not in _MODELS or (model != "recraftv3" and tool in ("inpaint", "replaceBackground")):
        return f"{model} cannot do this"
    return ""


def _outcome(vendor: SimulatedVendor, job: Job) -> Response:
    match vendor.state.status(job):
        case "refusal":
            body = {"code": "nsfw_content_detected", "message": "Flagged"}
            return JSONResponse(body, status_code=400)
        case "job_failed":
            return JSONResponse({"code": "internal_error"}, status_code=500)
    reply: dict[str, Any] = {"created": int(job.created_at), "credits": _TOOLS[job.model][1]}
    image = {"image_id": job.id, "url": vendor.link(job)}
    return JSONResponse(reply | ({"image": image} if _is_tool(job) else {"data": [image]}))


def _is_tool(job: Job) -> bool:
    return job.model in _TOOLS_WITHOUT_MODEL


def _draw(job: Job, index: int, mime: str) -> bytes:
    if job.model == "removeBackground":
        return media.cutout(job.id)
    return media.image(job.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            hint = retry_after(kind, seconds)
            return PlainTextResponse("Too many requests", status_code=429, headers=hint)
        case "no_credit":
            body = {"code": "not_enough_credits", "message": "Top up"}
            return JSONResponse(body, status_code=400)
        case "auth":
            return PlainTextResponse("Unauthorized", status_code=401)
        case "bad_input":
            return JSONResponse({"code": "invalid_image", "message": "Broken"}, status_code=400)
        case _:
            return PlainTextResponse("Bad gateway", status_code=502)
