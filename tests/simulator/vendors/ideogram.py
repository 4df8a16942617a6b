"""Ideogram's API v2, asynchronous: multipart in, generations, Ed25519-signed callbacks."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, retry_after
from tests.simulator.forms import fields_of, read_form
from tests.simulator.signing import Ed25519Signer
from tests.simulator.world import Order, World

_KEY = "test-ideogram-key"
_SIGNER = Ed25519Signer()
_COST_MICROUSD = 60_000


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Ideogram(world, callbacks).routes()


class _Ideogram:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "ideogram",
            reject=_reject,
            caller=Caller(compose=self._callback, sign=_sign),
            is_allowed=lambda request: request.headers.get("api-key") == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._desk.files(),
            Route("/v1/.well-known/jwks.json", lambda request: JSONResponse(_SIGNER.jwks)),
            Route("/v2/image/{model:path}", self._submit, methods=["POST"]),
            Route("/v2/generations/{order_id}", self._get),
        ]

    async def _submit(self, request: Request) -> Response:
        parts = await read_form(request)
        fields = fields_of(parts)
        if not any(part.filename for part in parts):
            return JSONResponse({"error": "An image is required"}, status_code=400)
        order = await self._desk.accept(
            request,
            model=request.path_params["model"],
            inputs=fields,
            callback_url=str(fields.get("webhook_url", "")),
        )
        return JSONResponse({"generation_id": order.id, "seed": _seed(order)})

    async def _get(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        if order is None:
            return JSONResponse({"error": "No such generation"}, status_code=404)
        told = {"generation_id": order.id, "created": _created(order)}
        match self._desk.world.state(order):
            case "pending":
                return JSONResponse({**told, "status": "pending"})
            case "job_failed":
                reason = {"status": "failed", "failure_reason": "internal_error"}
                return JSONResponse({**told, **reason})
            case _:
                done = {"status": "completed", "response_type": "url", "data": self._data(order)}
                return JSONResponse({**told, **done, "usage_cost_usd_micros": _COST_MICROUSD})

    def _data(self, order: Order) -> list[dict[str, Any]]:
        is_safe = self._desk.world.state(order) != "refusal"
        url = self._desk.link(order) if is_safe else None
        shown = {"url": url, "is_image_safe": is_safe, "object_type": "image"}
        return [{**shown, "prompt": "", "resolution": "576x768", "seed": _seed(order)}]

    def _callback(self, order: Order, event: Event) -> bytes | None:
        """What comes for a failed one is not documented: here, nothing."""
        if event == "progress" or self._desk.world.state(order) == "job_failed":
            return None
        told = {"generation_id": order.id, "created": _created(order), "data": self._data(order)}
        return json.dumps(told).encode()


def _created(order: Order) -> str:
    return datetime.fromtimestamp(order.created_at, UTC).isoformat()


def _seed(order: Order) -> int:
    return int(order.inputs.get("seed", 0))


def _sign(order: Order, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return _SIGNER.headers("X-Ideogram-Webhook", "Generation-Id", order.id, body, is_forged)


def _draw(order: Order, index: int, mime: str) -> bytes:
    if "remove-background" in order.model:
        return media.cutout(order.id)
    return media.picture(order.id, mime=mime)


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
