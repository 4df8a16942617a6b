"""Replicate's predictions: create, get, cancel, and callbacks by Standard Webhooks."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, bearer, retry_after
from tests.simulator.signing import standard_headers, standard_secret
from tests.simulator.world import Order, World

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


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Replicate(world, callbacks).routes()


class _Replicate:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "replicate",
            reject=_reject,
            caller=Caller(compose=self._callback, sign=_sign, sends_progress=True),
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        one = "/v1/predictions/{order_id}"
        return [
            self._desk.files(),
            Route("/v1/models/{owner}/{name}/predictions", self._create, methods=["POST"]),
            Route("/v1/webhooks/default/secret", lambda request: JSONResponse({"key": _SECRET})),
            Route(one, self._get),
            Route(one + "/cancel", self._cancel, methods=["POST"]),
        ]

    async def _create(self, request: Request) -> Response:
        body = await request.json()
        order = await self._desk.accept(
            request,
            model="{owner}/{name}".format(**request.path_params),
            inputs={**body["input"], "events": body.get("webhook_events_filter", ["start"])},
            callback_url=body.get("webhook") or "",
        )
        return JSONResponse(self._prediction(order), status_code=201)

    async def _get(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        return JSONResponse(self._prediction(order)) if order else _unknown()

    async def _cancel(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"], is_poll=False)
        if order is None:
            return _unknown()
        self._desk.world.cancel(order)
        return JSONResponse(self._prediction(order))

    def _prediction(self, order: Order) -> dict[str, Any]:
        state = self._desk.world.state(order)
        url = f"{order.root}/v1/predictions/{order.id}"
        ending = "mp4" if "kling" in order.model else "png"
        return {
            "id": order.id,
            "model": order.model,
            "version": "hidden",
            "status": _STATUSES[state],
            "input": order.inputs,
            "output": self._desk.link(order, ending=ending) if state == "ready" else None,
            "error": _ERRORS.get(state),
            "logs": "",
            "metrics": {"predict_time": 0.2} if state == "ready" else {},
            "created_at": datetime.fromtimestamp(order.created_at, UTC).isoformat(),
            "started_at": None,
            "completed_at": None,
            "urls": {"get": url, "cancel": f"{url}/cancel"},
        }

    def _callback(self, order: Order, event: Event) -> bytes | None:
        """The bare prediction; starts are told only to those who asked for them."""
        if event == "progress":
            if "start" not in order.inputs["events"]:
                return None
            return json.dumps({**self._prediction(order), "status": "starting"}).encode()
        return json.dumps(self._prediction(order)).encode()


def _sign(order: Order, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return standard_headers(_SECRET, body, is_forged)


def _draw(order: Order, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(order.id, seconds=float(order.inputs.get("duration", 5)))
    if "remove-background" in order.model:
        return media.cutout(order.id)
    return media.picture(order.id, mime=mime)


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
