"""fal.ai's queue: submit, status, result, cancel, and Ed25519-signed callbacks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, retry_after
from tests.simulator.signing import Ed25519Signer
from tests.simulator.world import Order, World

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


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Fal(world, callbacks).routes()


class _Fal:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "fal",
            reject=_reject,
            caller=Caller(compose=self._callback, sign=_sign),
            is_allowed=lambda request: request.headers.get("authorization") == f"Key {_KEY}",
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        # The links drop the sub-path of a model: only owner and app are left.
        requests = "/{owner}/{app}/requests/{order_id}"
        return [
            self._desk.files(),
            Route("/.well-known/jwks.json", lambda request: JSONResponse(_SIGNER.jwks)),
            Route(requests + "/status", self._status),
            Route(requests + "/cancel", self._cancel, methods=["PUT"]),
            Route(requests, self._result),
            Route("/{model:path}", self._submit, methods=["POST"]),
        ]

    async def _submit(self, request: Request) -> Response:
        order = await self._desk.accept(
            request,
            model=request.path_params["model"],
            inputs=await request.json(),
            callback_url=request.query_params.get("fal_webhook", ""),
        )
        owner, app = order.model.split("/")[:2]
        url = f"{order.root}/{owner}/{app}/requests/{order.id}"
        told = {"request_id": order.id, "gateway_request_id": order.id, "status": "IN_QUEUE"}
        links = {"status_url": f"{url}/status", "cancel_url": f"{url}/cancel", "response_url": url}
        return JSONResponse({**told, **links, "queue_position": 0})

    async def _status(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        if order is None:
            return JSONResponse({"detail": "Request not found"}, status_code=404)
        told: dict[str, Any] = {"request_id": order.id, "logs": []}
        if self._desk.world.state(order) == "pending":
            return JSONResponse({**told, "status": "IN_PROGRESS"}, status_code=202)
        return JSONResponse({**told, "status": "COMPLETED", "metrics": {"inference_time": 0.2}})

    async def _result(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"], is_poll=False)
        if order is None:
            return JSONResponse({"detail": "Request not found"}, status_code=404)
        status, body = self._outcome(order)
        return JSONResponse(body, status_code=status)

    async def _cancel(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"], is_poll=False)
        if order is None:
            return JSONResponse({"status": "NOT_FOUND"}, status_code=404)
        if self._desk.world.cancel(order):
            return JSONResponse({"status": "CANCELLATION_REQUESTED"}, status_code=202)
        return JSONResponse({"status": "ALREADY_COMPLETED"}, status_code=400)

    def _outcome(self, order: Order) -> tuple[int, dict[str, Any]]:
        """The model's own HTTP status and JSON."""
        match self._desk.world.state(order):
            case "ready":
                return 200, self._payload(order)
            case "refusal":
                return 422, {"detail": [_REFUSED]}
            case "job_failed":
                return 500, {"detail": "Internal error", "error_type": "runner_server_error"}
            case "cancelled":
                return 499, {"detail": "Cancelled", "error_type": "client_cancelled"}
            case "pending":
                return 400, {"detail": "Request is still in progress"}

    def _payload(self, order: Order) -> dict[str, Any]:
        if "video" in order.model:
            return {"video": {"url": self._desk.link(order, ending="mp4")}}
        file = {"url": self._desk.link(order), "content_type": "image/png"}
        if "background" in order.model or "upscale" in order.model:
            return {"image": file}
        return {"images": [file], "seed": order.inputs.get("seed", 0)}

    def _callback(self, order: Order, event: Event) -> bytes | None:
        if order.cancelled or event == "progress":
            return None
        status, payload = self._outcome(order)
        told: dict[str, Any] = {"request_id": order.id, "gateway_request_id": order.id}
        told |= {"status": "OK" if status == 200 else "ERROR", "payload": payload}
        return json.dumps(told if status == 200 else {**told, "error": "Failed"}).encode()


def _sign(order: Order, body: bytes, is_forged: bool) -> Mapping[str, str]:
    return _SIGNER.headers("X-Fal-Webhook", "Request-Id", order.id, body, is_forged)


def _draw(order: Order, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(order.id, seconds=float(order.inputs.get("duration", 5)))
    if "background" in order.model:
        return media.cutout(order.id)
    return media.picture(order.id, mime=mime)


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
