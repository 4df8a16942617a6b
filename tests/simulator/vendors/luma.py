"""Luma Dream Machine: generations of pictures and videos, unsigned callbacks at each state."""

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


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Luma(world, callbacks).routes()


class _Luma:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "luma",
            reject=_reject,
            caller=Caller(compose=self._callback, sends_progress=True),
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._desk.files(),
            Route(_PATH + "/{kind}", self._submit, methods=["POST"]),
            Route(_PATH + "/{order_id}", self._poll, methods=["GET"]),
            Route(_PATH + "/{order_id}", self._delete, methods=["DELETE"]),
        ]

    async def _submit(self, request: Request) -> Response:
        inputs = await request.json()
        order = await self._desk.accept(
            request,
            model=inputs.get("model", ""),
            inputs=inputs | {"kind": request.path_params["kind"]},
            callback_url=inputs.get("callback_url", ""),
        )
        return JSONResponse(self._told(order) | {"state": "queued"}, status_code=201)

    async def _poll(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        return JSONResponse(self._told(order)) if order else _unknown()

    async def _delete(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"], is_poll=False)
        if order is None:
            return _unknown()
        self._desk.world.cancel(order)
        return Response(status_code=204)

    def _told(self, order: Order) -> dict[str, Any]:
        kind = order.inputs["kind"]
        told = {"id": order.id, "generation_type": kind, "model": order.model}
        match self._desk.world.state(order):
            case "ready":
                link = self._desk.link(order, 0, "mp4" if kind == "video" else "png")
                return told | {"state": "completed", "assets": {kind: link}}
            case "refusal":
                reason = "Prompt not allowed because advanced moderation failed"
                return told | {"state": "failed", "failure_reason": reason}
            case "job_failed" | "cancelled":
                return told | {"state": "failed", "failure_reason": "Job failed"}
            case "pending":
                return told | {"state": "dreaming"}

    def _callback(self, order: Order, event: Event) -> bytes | None:
        told = self._told(order)
        if event == "progress":
            told = {"id": order.id, "state": "dreaming"}
        return json.dumps(told).encode()


def _unknown() -> Response:
    return JSONResponse({"detail": "Generation not found"}, status_code=404)


def _draw(order: Order, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(order.id, seconds=float(order.inputs["duration"].removesuffix("s")))
    return media.picture(order.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    status, detail = _DETAILS[kind]
    hint = retry_after(kind, seconds)
    return JSONResponse({"detail": detail}, status_code=status, headers=hint)
