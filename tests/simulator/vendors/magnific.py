"""Magnific: tasks on one path per tool, with callbacks at each change of status."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.signing import standard_headers, standard_secret
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-magnific-key"
_SECRET = standard_secret("magnific")


def secrets() -> dict[str, str]:
    return {"api_key": _KEY, "webhook_secret": _SECRET}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Magnific(state, callbacks).routes()


class _Magnific:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "magnific",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sign=_sign, sends_progress=True),
            is_allowed=lambda request: request.headers.get("x-magnific-api-key") == _KEY,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._vendor.files(),
            Route("/v1/ai/{model}", self._submit, methods=["POST"]),
            Route("/v1/ai/{model}/{job_id}", self._get),
        ]

    async def _submit(self, request: Request) -> Response:
        body = await request.json()
        job = await self._vendor.accept(
            request,
            model=request.path_params["model"],
            inputs=body,
            callback_url=body.get("webhook_url", ""),
        )
        return JSONResponse({"data": _task(job, "CREATED")})

    async def _get(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        if job is None:
            return JSONResponse({"message": "Not found"}, status_code=404)
        return JSONResponse({"data": self._now(job)})

    def _now(self, job: Job) -> dict[str, Any]:
        match self._vendor.state.status(job):
            case "pending":
                return _task(job, "IN_PROGRESS")
            case "ready":
                return _task(job, "COMPLETED", self._vendor.link(job))
            case _:
                return _task(job, "FAILED")

    def _callback(self, job: Job, event: Event) -> bytes | None:
        reply = self._now(job) if event == "final" else _task(job, "IN_PROGRESS")
        return json.dumps(reply).encode()


def _task(job: Job, status: str, *links: str) -> dict[str, Any]:
    return {"task_id": job.id, "status": status, "generated": list(links)}


def _sign(job: Job, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return standard_headers(_SECRET, body, is_forged)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            hint = dict(retry_after(kind, seconds))
            return JSONResponse({"message": "Too many requests"}, status_code=429, headers=hint)
        case "no_credit":
            return JSONResponse({"message": "Payment required"}, status_code=402)
        case "auth":
            return JSONResponse({"message": "Invalid API key"}, status_code=401)
        case "bad_input":
            return JSONResponse({"message": "Validation error"}, status_code=400)
        case _:
            return JSONResponse({"message": "Service unavailable"}, status_code=503)
