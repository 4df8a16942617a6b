"""Ideogram: the asynchronous API v2 with multipart requests and Ed25519-signed callbacks."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.multipart import fields_of, read_form
from tests.simulator.signing import Ed25519Signer
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-ideogram-key"
_SIGNER = Ed25519Signer()
_COST_MICROUSD = 60_000


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Ideogram(state, callbacks).routes()


class _Ideogram:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "ideogram",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sign=_sign),
            is_allowed=lambda request: request.headers.get("api-key") == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._vendor.files(),
            Route("/v1/.well-known/jwks.json", lambda request: JSONResponse(_SIGNER.jwks)),
            Route("/v2/image/{model:path}", self._submit, methods=["POST"]),
            Route("/v2/generations/{job_id}", self._get),
        ]

    async def _submit(self, request: Request) -> Response:
        parts = await read_form(request)
        fields = fields_of(parts)
        if not any(part.filename for part in parts):
            return JSONResponse({"error": "An image is required"}, status_code=400)
        job = await self._vendor.accept(
            request,
            model=request.path_params["model"],
            inputs=fields,
            callback_url=str(fields.get("webhook_url", "")),
        )
        return JSONResponse({"generation_id": job.id, "seed": _seed(job)})

    async def _get(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        if job is None:
            return JSONResponse({"error": "No such generation"}, status_code=404)
        reply = {"generation_id": job.id, "created": _created(job)}
        match self._vendor.state.status(job):
            case "pending":
                return JSONResponse({**reply, "status": "pending"})
            case "job_failed":
                reason = {"status": "failed", "failure_reason": "internal_error"}
                return JSONResponse({**reply, **reason})
            case _:
                done = {"status": "completed", "response_type": "url", "data": self._data(job)}
                return JSONResponse({**reply, **done, "usage_cost_usd_micros": _COST_MICROUSD})

    def _data(self, job: Job) -> list[dict[str, Any]]:
        is_safe = self._vendor.state.status(job) != "refusal"
        url = self._vendor.link(job) if is_safe else None
        shown = {"url": url, "is_image_safe": is_safe, "object_type": "image"}
        return [{**shown, "prompt": "", "resolution": "576x768", "seed": _seed(job)}]

    def _callback(self, job: Job, event: Event) -> bytes | None:
        """None for a failed job, because the vendor documents no callback for it."""
        if event == "progress" or self._vendor.state.status(job) == "job_failed":
            return None
        reply = {"generation_id": job.id, "created": _created(job), "data": self._data(job)}
        return json.dumps(reply).encode()


def _created(job: Job) -> str:
    return datetime.fromtimestamp(job.created_at, UTC).isoformat()


def _seed(job: Job) -> int:
    return int(job.inputs.get("seed", 0))


def _sign(job: Job, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return _SIGNER.headers("X-Ideogram-Webhook", "Generation-Id", job.id, body, is_forged)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if "remove-background" in job.model:
        return media.cutout(job.id)
    return media.image(job.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    match kind:
        case "rate" | "rate_with_hint":
            body = {"error": "Too many requests", "reject_reason": "inflight_limit"}
            hint = dict(retry_after(kind, seconds))
            return JSONResponse(body, status_code=429, headers=hint)
        case "no_credit":
            body = {"error": "No credits", "reject_reason": "insufficient_funds"}
            return JSONResponse(body, status_code=402)
        case "auth":
            return JSONResponse({"error": "Unauthorized"}, status_code=401)
        case "bad_input":
            return JSONResponse({"error": "Invalid image"}, status_code=400)
        case _:
            return JSONResponse({"error": "Temporarily unavailable"}, status_code=503)
