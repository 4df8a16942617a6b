"""fal.ai's queue: submit, status, result, cancel, and Ed25519-signed callbacks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.signing import Ed25519Signer
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-fal-key"
_SIGNER = Ed25519Signer()
_REFUSED = {
    "loc": ["body", "prompt"],
    "msg": "The content could not be processed because it was flagged by a content checker.",
    "type": "content_policy_violation",
}
_UNUSABLE = {"loc": ["body", "image_url"], "msg": "Failed to load the image", "type": "image_load"}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Fal(state, callbacks).routes()


class _Fal:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "fal",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sign=_sign),
            is_allowed=lambda request: request.headers.get("authorization") == f"Key {_KEY}",
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        # The links drop the sub-path of a model: only owner and app are left.
        requests = "/{owner}/{app}/requests/{job_id}"
        return [
            self._vendor.files(),
            Route("/.well-known/jwks.json", lambda request: JSONResponse(_SIGNER.jwks)),
            Route(requests + "/status", self._status),
            Route(requests + "/cancel", self._cancel, methods=["PUT"]),
            Route(requests, self._result),
            Route("/{model:path}", self._submit, methods=["POST"]),
        ]

    async def _submit(self, request: Request) -> Response:
        job = await self._vendor.accept(
            request,
            model=request.path_params["model"],
            inputs=await request.json(),
            callback_url=request.query_params.get("fal_webhook", ""),
        )
        owner, app = job.model.split("/")[:2]
        url = f"{job.root}/{owner}/{app}/requests/{job.id}"
        reply = {"request_id": job.id, "gateway_request_id": job.id, "status": "IN_QUEUE"}
        links = {"status_url": f"{url}/status", "cancel_url": f"{url}/cancel", "response_url": url}
        return JSONResponse({**reply, **links, "queue_position": 0})

    async def _status(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        if job is None:
            return JSONResponse({"detail": "Request not found"}, status_code=404)
        reply: dict[str, Any] = {"request_id": job.id, "logs": []}
        if self._vendor.state.status(job) == "pending":
            return JSONResponse({**reply, "status": "IN_PROGRESS"}, status_code=202)
        return JSONResponse({**reply, "status": "COMPLETED", "metrics": {"inference_time": 0.2}})

    async def _result(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"], is_poll=False)
        if job is None:
            return JSONResponse({"detail": "Request not found"}, status_code=404)
        status, body = self._outcome(job)
        return JSONResponse(body, status_code=status)

    async def _cancel(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"], is_poll=False)
        if job is None:
            return JSONResponse({"status": "NOT_FOUND"}, status_code=404)
        if self._vendor.state.cancel(job):
            return JSONResponse({"status": "CANCELLATION_REQUESTED"}, status_code=202)
        return JSONResponse({"status": "ALREADY_COMPLETED"}, status_code=400)

    def _outcome(self, job: Job) -> tuple[int, dict[str, Any]]:
        """The model's own HTTP status and JSON."""
        match self._vendor.state.status(job):
            case "ready":
                return 200, self._payload(job)
            case "refusal":
                return 422, {"detail": [_REFUSED]}
            case "job_failed":
                return 500, {"detail": "Internal error", "error_type": "runner_server_error"}
            case "cancelled":
                return 499, {"detail": "Cancelled", "error_type": "client_cancelled"}
            case "pending":
                return 400, {"detail": "Request is still in progress"}

    def _payload(self, job: Job) -> dict[str, Any]:
        if "video" in job.model:
            return {"video": {"url": self._vendor.link(job, suffix="mp4")}}
        file = {"url": self._vendor.link(job), "content_type": "image/png"}
        if "background" in job.model or "upscale" in job.model:
            return {"image": file}
        return {"images": [file], "seed": job.inputs.get("seed", 0)}

    def _callback(self, job: Job, event: Event) -> bytes | None:
        if job.cancelled or event == "progress":
            return None
        status, payload = self._outcome(job)
        reply: dict[str, Any] = {"request_id": job.id, "gateway_request_id": job.id}
        reply |= {"status": "OK" if status == 200 else "ERROR", "payload": payload}
        return json.dumps(reply if status == 200 else {**reply, "error": "Failed"}).encode()


def _sign(job: Job, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return _SIGNER.headers("X-Fal-Webhook", "Request-Id", job.id, body, is_forged)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(job.id, seconds=float(job.inputs.get("duration", 5)))
    if "background" in job.model:
        return media.cutout(job.id)
    return media.image(job.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            hint = retry_after(kind, seconds)
            return JSONResponse({"detail": "Too many requests"}, status_code=429, headers=hint)
        case "no_credit":
            text = "User is locked. Reason: Exhausted balance."
            return JSONResponse({"detail": text}, status_code=403)
        case "auth":
            return JSONResponse({"detail": "Cannot access application"}, status_code=401)
        case "bad_input":
            return JSONResponse({"detail": [_UNUSABLE]}, status_code=422)
        case _:
            body = {"detail": "No runner", "error_type": "runner_scheduling_failure"}
            return JSONResponse(body, status_code=503)
