"""FASHN: runs and their status, unsigned callbacks at the end."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, bearer, retry_after
from tests.simulator.world import Order, World

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


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Fashn(world, callbacks).routes()


class _Fashn:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "fashn",
            reject=_reject,
            caller=Caller(compose=self._callback),
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._desk.files(),
            Route("/v1/run", self._run, methods=["POST"]),
            Route("/v1/status/{order_id}", self._status),
        ]

    async def _run(self, request: Request) -> Response:
        order = await request.json()
        accepted = await self._desk.accept(
            request,
            model=order.get("model_name", ""),
            inputs=order.get("inputs", {}),
            callback_url=request.query_params.get("webhook_url", ""),
        )
        return JSONResponse({"id": accepted.id, "error": None})

    async def _status(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        if order is None:
            return JSONResponse({"error": "NotFound", "message": "No such run"}, status_code=404)
        return JSONResponse(self._told(order), headers={"x-fashn-credits-used": "1"})

    def _told(self, order: Order) -> dict[str, Any]:
        told: dict[str, Any] = {"id": order.id, "error": None, "output": None}
        match self._desk.world.state(order):
            case "ready":
                ending = "mp4" if order.model == "image-to-video" else "png"
                return told | {"status": "completed", "output": [self._desk.link(order, 0, ending)]}
            case "refusal":
                return told | _failed("ContentModerationError", "Prohibited content detected")
            case "job_failed":
                return told | _failed("PipelineError", "An unexpected error occurred")
            case "cancelled":
                return told | {"status": "canceled"}
            case "pending":
                return told | {"status": "processing"}

    def _callback(self, order: Order, event: Event) -> bytes | None:
        return json.dumps(self._told(order)).encode() if event == "final" else None


def _failed(name: str, message: str) -> dict[str, Any]:
    return {"status": "failed", "error": {"name": name, "message": message}}


def _draw(order: Order, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(order.id, seconds=float(order.inputs.get("duration", 5)))
    if order.model == "background-remove":
        return media.cutout(order.id)
    return media.picture(order.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    status, name = _NAMES[kind]
    body = {"error": name, "message": "Not now"}
    return JSONResponse(body, status_code=status, headers=retry_after(kind, seconds))
