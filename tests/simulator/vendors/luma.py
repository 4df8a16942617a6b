"""Luma Dream Machine: images and videos, with unsigned callbacks at each state."""

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

_KEY = "test-luma-key"
_PATH = "/dream-machine/v1/generations"
_DETAILS = {
    "rate": (429, "Too many requests"),
    "rate_with_hint": (429, "Too many requests"),
    "no_credit": (400, "Insufficient credits"),
    "auth": (403, "Not authenticated"),
    "bad_input": (400, "Invalid image"),
    "server_error": (500, "Internal Server Error"),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Luma(state, callbacks).routes()


class _Luma:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "luma",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sends_progress=True),
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._vendor.files(),
            Route(_PATH + "/{kind}", self._submit, methods=["POST"]),
            Route(_PATH + "/{job_id}", self._poll, methods=["GET"]),
            Route(_PATH + "/{job_id}", self._delete, methods=["DELETE"]),
        ]

    async def _submit(self, request: Request) -> Response:
        inputs = await request.json()
        job = await self._vendor.accept(
            request,
            model=inputs.get("model", ""),
            inputs=inputs | {"kind": request.path_params["kind"]},
            callback_url=inputs.get("callback_url", ""),
        )
        return JSONResponse(self._status_body(job) | {"state": "queued"}, status_code=201)

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
        kind = job.inputs["kind"]
        reply = {"id": job.id, "generation_type": kind, "model": job.model}
        match self._vendor.state.status(job):
            case "ready":
                link = self._vendor.link(job, 0, "mp4" if kind == "video" else "png")
                return reply | {"state": "completed", "assets": {kind: link}}
            case "refusal":
                reason = "Prompt not allowed because advanced moderation failed"
                return reply | {"state": "failed", "failure_reason": reason}
            case "job_failed" | "cancelled":
                return reply | {"state": "failed", "failure_reason": "Job failed"}
            case "pending":
                return reply | {"state": "dreaming"}

    def _callback(self, job: Job, event: Event) -> bytes | None:
        reply = self._status_body(job)
        if event == "progress":
            reply = {"id": job.id, "state": "dreaming"}
        return json.dumps(reply).encode()


def _unknown() -> Response:
    return JSONResponse({"detail": "Generation not found"}, status_code=404)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(job.id, seconds=float(job.inputs["duration"].removesuffix("s")))
    return media.image(job.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    status, detail = _DETAILS[kind]
    hint = retry_after(kind, seconds)
    return JSONResponse({"detail": detail}, status_code=status, headers=hint)
