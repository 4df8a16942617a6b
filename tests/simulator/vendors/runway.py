"""Runway: tasks that are polled, with their price."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-runway-key"
_VERSION = "2024-11-06"
_CREDITS = {"text_to_image": 8, "image_to_video": 25, "image_upscale": 10}
_ERRORS = {
    "rate": (429, "Too many requests"),
    "rate_with_hint": (429, "Too many requests"),
    "no_credit": (400, "You do not have enough credits to run this task."),
    "auth": (401, "The API key is not valid"),
    "bad_input": (400, "Validation of body failed"),
    "server_error": (503, "Shedding load"),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Runway(state, callbacks).routes()


class _Runway:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state, callbacks, "runway", reject=_reject, is_allowed=_is_allowed, draw=_draw
        )

    def routes(self) -> Sequence[BaseRoute]:
        submits = [Route(f"/v1/{path}", self._submit, methods=["POST"]) for path in _CREDITS]
        return [
            self._vendor.files(),
            *submits,
            Route("/v1/tasks/{job_id}", self._poll, methods=["GET"]),
            Route("/v1/tasks/{job_id}", self._delete, methods=["DELETE"]),
        ]

    async def _submit(self, request: Request) -> Response:
        inputs = await request.json()
        job = await self._vendor.accept(
            request,
            model=inputs.get("model", ""),
            inputs=inputs | {"path": request.url.path.rpartition("/")[2]},
        )
        return JSONResponse({"id": job.id, "estimatedCost": {"credits": _credits(job)}})

    async def _poll(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        return JSONResponse(self._status_body(job)) if job else _unknown()

    async def _delete(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"], is_poll=False)
        if job is None:
            return _unknown()
        self._vendor.state.cancel(job)
        return Response(status_code=204)

    def _status_body(self, job: Job) -> dict[str, Any]:
        created = datetime.fromtimestamp(job.created_at, UTC).isoformat()
        reply: dict[str, Any] = {"id": job.id, "createdAt": created}
        cost = {"cost": {"credits": _credits(job)}}
        match self._vendor.state.status(job):
            case "ready":
                suffix = "mp4" if job.inputs["path"] == "image_to_video" else "png"
                link = self._vendor.link(job, 0, suffix)
                return reply | cost | {"status": "SUCCEEDED", "output": [link]}
            case "refusal":
                return reply | _failed("SAFETY.INPUT.TEXT")
            case "job_failed":
                return reply | _failed("INTERNAL.BAD_OUTPUT.CODE01")
            case "cancelled":
                return reply | {"status": "CANCELLED", "cost": {"credits": 0}}
            case "pending":
                return reply | self._waiting(job)

    def _waiting(self, job: Job) -> dict[str, Any]:
        """Throttled at the first poll, then running."""
        estimate = {"estimatedCost": {"credits": _credits(job)}}
        if job.polls <= 1:
            return {"status": "THROTTLED"} | estimate
        return {"status": "RUNNING", "progress": 0.5} | estimate


def _credits(job: Job) -> int:
    return _CREDITS[job.inputs["path"]]


def _failed(code: str) -> dict[str, Any]:
    failure = {"failure": "It did not work out", "failureCode": code}
    return {"status": "FAILED", "cost": {"credits": 0}} | failure


def _is_allowed(request: Request) -> bool:
    version = request.headers.get("x-runway-version")
    return bearer(request) == _KEY and version == _VERSION


def _unknown() -> Response:
    return JSONResponse({"error": "Task not found"}, status_code=404)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(job.id, seconds=float(job.inputs.get("duration", 5)))
    return media.image(job.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    status, error = _ERRORS[kind]
    return JSONResponse({"error": error}, status_code=status, headers=retry_after(kind, seconds))
