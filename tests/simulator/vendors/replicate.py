"""Replicate: predictions, with callbacks signed by Standard Webhooks."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.signing import standard_headers, standard_secret
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "r8_test"
_SECRET = standard_secret("replicate")
_STATUSES = {
    "pending": "processing",
    "ready": "succeeded",
    "job_failed": "failed",
    "refusal": "failed",
    "cancelled": "canceled",
}
_ERRORS = {
    "job_failed": "Prediction failed: CUDA error",
    "refusal": "The input or output was flagged as sensitive. Please try again. (E005)",
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY, "webhook_secret": _SECRET}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Replicate(state, callbacks).routes()


class _Replicate:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "replicate",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sign=_sign, sends_progress=True),
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        one = "/v1/predictions/{job_id}"
        return [
            self._vendor.files(),
            Route("/v1/models/{owner}/{name}/predictions", self._create, methods=["POST"]),
            Route("/v1/webhooks/default/secret", lambda request: JSONResponse({"key": _SECRET})),
            Route(one, self._get),
            Route(one + "/cancel", self._cancel, methods=["POST"]),
        ]

    async def _create(self, request: Request) -> Response:
        body = await request.json()
        job = await self._vendor.accept(
            request,
            model="{owner}/{name}".format(**request.path_params),
            inputs={**body["input"], "events": body.get("webhook_events_filter", ["start"])},
            callback_url=body.get("webhook") or "",
        )
        return JSONResponse(self._prediction(job), status_code=201)

    async def _get(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        return JSONResponse(self._prediction(job)) if job else _unknown()

    async def _cancel(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"], is_poll=False)
        if job is None:
            return _unknown()
        self._vendor.state.cancel(job)
        return JSONResponse(self._prediction(job))

    def _prediction(self, job: Job) -> dict[str, Any]:
        status = self._vendor.state.status(job)
        url = f"{job.root}/v1/predictions/{job.id}"
        suffix = "mp4" if "kling" in job.model else "png"
        return {
            "id": job.id,
            "model": job.model,
            "version": "hidden",
            "status": _STATUSES[status],
            "input": job.inputs,
            "output": self._vendor.link(job, suffix=suffix) if status == "ready" else None,
            "error": _ERRORS.get(status),
            "logs": "",
            "metrics": {"predict_time": 0.2} if status == "ready" else {},
            "created_at": datetime.fromtimestamp(job.created_at, UTC).isoformat(),
            "started_at": None,
            "completed_at": None,
            "urls": {"get": url, "cancel": f"{url}/cancel"},
        }

    def _callback(self, job: Job, event: Event) -> bytes | None:
        """The prediction. A start is reported only if the request's event filter contains it."""
        if event == "progress":
            if "start" not in job.inputs["events"]:
                return None
            return json.dumps({**self._prediction(job), "status": "starting"}).encode()
        return json.dumps(self._prediction(job)).encode()


def _sign(job: Job, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return standard_headers(_SECRET, body, is_forged)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(job.id, seconds=float(job.inputs.get("duration", 5)))
    if "remove-background" in job.model:
        return media.cutout(job.id)
    return media.image(job.id, mime=mime)


def _problem(status: int, title: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"title": title, "detail": title, "status": status}
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def _unknown() -> Response:
    return _problem(404, "Not found")


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            return _problem(429, "Request was throttled", retry_after(kind, seconds))
        case "no_credit":
            return _problem(402, "Insufficient credit")
        case "auth":
            return _problem(401, "Unauthenticated")
        case "bad_input":
            return _problem(422, "Input validation failed")
        case _:
            return _problem(503, "Service unavailable")
