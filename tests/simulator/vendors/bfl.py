"""Black Forest Labs: submits, polls, and callbacks with an HMAC of the body."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.signing import body_hmac
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-bfl-key"
_SECRET = "test-bfl-webhook-secret"
_STATUSES = {
    "pending": "Pending",
    "ready": "Ready",
    "job_failed": "Error",
    "refusal": "Request Moderated",
    "cancelled": "Error",
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY, "webhook_secret": _SECRET}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Bfl(state, callbacks).routes()


class _Bfl:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "bfl",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sign=_sign),
            is_allowed=lambda request: request.headers.get("x-key") == _KEY,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._vendor.files(),
            Route("/v1/get_result", self._get),
            Route("/v1/{model}", self._submit, methods=["POST"]),
        ]

    async def _submit(self, request: Request) -> Response:
        """The reply contains no polling_url if there is a callback URL."""
        body = await request.json()
        job = await self._vendor.accept(
            request,
            model=request.path_params["model"],
            inputs=body,
            callback_url=body.get("webhook_url", ""),
        )
        if job.callback_url:
            reply = {"status": "Pending", "webhook_url": job.callback_url}
            return JSONResponse({"id": job.id, **reply})
        url = f"{job.root}/v1/get_result?id={job.id}"
        return JSONResponse({"id": job.id, "polling_url": url})

    async def _get(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.query_params.get("id", ""))
        if job is None:
            return JSONResponse({"id": "", "status": "Task not found"}, status_code=404)
        return JSONResponse(self._result(job))

    def _result(self, job: Job) -> dict[str, Any]:
        status = self._vendor.state.status(job)
        reply: dict[str, Any] = {"id": job.id, "status": _STATUSES[status], "result": None}
        if status == "ready":
            seed = job.inputs.get("seed", 0)
            reply["result"] = {"sample": self._vendor.link(job), "seed": seed, "duration": 0.2}
        if status == "refusal":
            reply["details"] = {"Moderation Reasons": ["Derivative Works Filter"]}
        return reply

    def _callback(self, job: Job, event: Event) -> bytes | None:
        return json.dumps(self._result(job)).encode() if event == "final" else None


def _sign(job: Job, body: bytes, is_forged: bool) -> Mapping[str, str]:
    secret = job.inputs.get("webhook_secret")
    return {"X-BFL-Signature": body_hmac(secret, body, is_forged)} if secret else {}


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            hint = dict(retry_after(kind, seconds))
            return JSONResponse({"detail": "Too many tasks"}, status_code=429, headers=hint)
        case "no_credit":
            return JSONResponse({"detail": "Insufficient credits"}, status_code=402)
        case "auth":
            return JSONResponse({"detail": "Not authenticated"}, status_code=403)
        case "bad_input":
            problem = {"loc": ["body", "input_image"], "msg": "invalid image", "type": "value"}
            return JSONResponse({"detail": [problem]}, status_code=422)
        case _:
            return JSONResponse({"detail": "Internal server error"}, status_code=503)
