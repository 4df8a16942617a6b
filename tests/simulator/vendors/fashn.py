"""FASHN: jobs, their status, and unsigned final callbacks."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-fashn-key"
_NAMES = {
    "rate": (429, "RateLimitExceeded"),
    "rate_with_hint": (429, "ConcurrencyLimitExceeded"),
    "no_credit": (429, "OutOfCredits"),
    "auth": (401, "UnauthorizedAccess"),
    "bad_input": (400, "BadRequest"),
    "server_error": (500, "InternalServerError"),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Fashn(state, callbacks).routes()


class _Fashn:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "fashn",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback),
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._vendor.files(),
            Route("/v1/run", self._run, methods=["POST"]),
            Route("/v1/status/{job_id}", self._status),
        ]

    async def _run(self, request: Request) -> Response:
        job = await request.json()
        accepted = await self._vendor.accept(
            request,
            model=job.get("model_name", ""),
            inputs=job.get("inputs", {}),
            callback_url=request.query_params.get("webhook_url", ""),
        )
        return JSONResponse({"id": accepted.id, "error": None})

    async def _status(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        if job is None:
            return JSONResponse({"error": "NotFound", "message": "No such run"}, status_code=404)
        return JSONResponse(self._status_body(job), headers={"x-fashn-credits-used": "1"})

    def _status_body(self, job: Job) -> dict[str, Any]:
        reply: dict[str, Any] = {"id": job.id, "error": None, "output": None}
        match self._vendor.state.status(job):
            case "ready":
                suffix = "mp4" if job.model == "image-to-video" else "png"
                return reply | {
                    "status": "completed",
                    "output": [self._vendor.link(job, 0, suffix)],
                }
            case "refusal":
                return reply | _failed("ContentModerationError", "Prohibited content detected")
            case "job_failed":
                return reply | _failed("PipelineError", "An unexpected error occurred")
            case "cancelled":
                return reply | {"status": "canceled"}
            case "pending":
                return reply | {"status": "processing"}

    def _callback(self, job: Job, event: Event) -> bytes | None:
        return json.dumps(self._status_body(job)).encode() if event == "final" else None


def _failed(name: str, message: str) -> dict[str, Any]:
    return {"status": "failed", "error": {"name": name, "message": message}}


def _draw(job: Job, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(job.id, seconds=float(job.inputs.get("duration", 5)))
    if job.model == "background-remove":
        return media.cutout(job.id)
    return media.image(job.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    status, name = _NAMES[kind]
    body = {"error": name, "message": "Not now"}
    return JSONResponse(body, status_code=status, headers=retry_after(kind, seconds))
