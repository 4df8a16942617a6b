"""Black Forest Labs: submit, get_result, and callbacks with an HMAC of the body."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, retry_after
from tests.simulator.signing import body_hmac
from tests.simulator.world import Order, World

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


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Bfl(world, callbacks).routes()


class _Bfl:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "bfl",
            reject=_reject,
            caller=Caller(compose=self._callback, sign=_sign),
            is_allowed=lambda request: request.headers.get("x-key") == _KEY,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            self._desk.files(),
            Route("/v1/get_result", self._get),
            Route("/v1/{model}", self._submit, methods=["POST"]),
        ]

    async def _submit(self, request: Request) -> Response:
        """With a callback there is no polling_url in the answer."""
        body = await request.json()
        order = await self._desk.accept(
            request,
            model=request.path_params["model"],
            inputs=body,
            callback_url=body.get("webhook_url", ""),
        )
        if order.callback_url:
            told = {"status": "Pending", "webhook_url": order.callback_url}
            return JSONResponse({"id": order.id, **told})
        url = f"{order.root}/v1/get_result?id={order.id}"
        return JSONResponse({"id": order.id, "polling_url": url})

    async def _get(self, request: Request) -> Response:
        order = await self._desk.find(request, request.query_params.get("id", ""))
        if order is None:
            return JSONResponse({"id": "", "status": "Task not found"}, status_code=404)
        return JSONResponse(self._result(order))

    def _result(self, order: Order) -> dict[str, Any]:
        state = self._desk.world.state(order)
        told: dict[str, Any] = {"id": order.id, "status": _STATUSES[state], "result": None}
        if state == "ready":
            seed = order.inputs.get("seed", 0)
            told["result"] = {"sample": self._desk.link(order), "seed": seed, "duration": 0.2}
        if state == "refusal":
            told["details"] = {"Moderation Reasons": ["Derivative Works Filter"]}
        return told

    def _callback(self, order: Order, event: Event) -> bytes | None:
        return json.dumps(self._result(order)).encode() if event == "final" else None


def _sign(order: Order, body: bytes, is_forged: bool) -> Mapping[str, str]:
    secret = order.inputs.get("webhook_secret")
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
