"""Magnific: tasks at one path for each tool, callbacks at every change of status."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, retry_after
from tests.simulator.signing import standard_headers, standard_secret
from tests.simulator.world import Order, World

_KEY = "test-magnific-key"
_SECRET = standard_secret("magnific")


def secrets() -> dict[str, str]:
    return {"api_key": _KEY, "webhook_secret": _SECRET}


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Magnific(world, callbacks).routes()


class _Magnific:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "magnific",
            reject=_reject,
            caller=Caller(compose=self._callback, sign=_sign, sends_progress=True),
            is_allowed=lambda request: request.headers.get("x-magnific-api-key") == _KEY,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._desk.files(),
            Route("/v1/ai/{model}", self._submit, methods=["POST"]),
            Route("/v1/ai/{model}/{order_id}", self._get),
        ]

    async def _submit(self, request: Request) -> Response:
        body = await request.json()
        order = await self._desk.accept(
            request,
            model=request.path_params["model"],
            inputs=body,
            callback_url=body.get("webhook_url", ""),
        )
        return JSONResponse({"data": _task(order, "CREATED")})

    async def _get(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        if order is None:
            return JSONResponse({"message": "Not found"}, status_code=404)
        return JSONResponse({"data": self._now(order)})

    def _now(self, order: Order) -> dict[str, Any]:
        match self._desk.world.state(order):
            case "pending":
                return _task(order, "IN_PROGRESS")
            case "ready":
                return _task(order, "COMPLETED", self._desk.link(order))
            case _:
                return _task(order, "FAILED")

    def _callback(self, order: Order, event: Event) -> bytes | None:
        told = self._now(order) if event == "final" else _task(order, "IN_PROGRESS")
        return json.dumps(told).encode()


def _task(order: Order, status: str, *links: str) -> dict[str, Any]:
    return {"task_id": order.id, "status": status, "generated": list(links)}


def _sign(order: Order, body: bytes, is_forged: bool) -> Mapping[str, str]:
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
