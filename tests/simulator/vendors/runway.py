"""Runway: tasks that have to be polled, with their price."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.desk import Desk, bearer, retry_after
from tests.simulator.world import Order, World

_KEY = "test-runway-key"
_VERSION = "2024-11-06"
_CREDITS = {"text_to_image": 8, "image_to_video": 25, "image_upscale": 10}
_ERRORS = {
    "rate": (429, "Too many requests"),
    "rate_with_hint": (429, "Too many requests"),
    "no_credit": (400, "You do not have enough credits to run this task."),
    "auth": (401, "The API key is not valid"),
    "bad_input": (400, "Validation of body failed"),
    "server_error": (503, "Shedding load"),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Runway(world, callbacks).routes()


class _Runway:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world, callbacks, "runway", reject=_reject, is_allowed=_is_allowed, draw=_draw
        )

    def routes(self) -> Sequence[BaseRoute]:
        submits = [Route(f"/v1/{path}", self._submit, methods=["POST"]) for path in _CREDITS]
        return [
            self._desk.files(),
            *submits,
            Route("/v1/tasks/{order_id}", self._poll, methods=["GET"]),
            Route("/v1/tasks/{order_id}", self._delete, methods=["DELETE"]),
        ]

    async def _submit(self, request: Request) -> Response:
        inputs = await request.json()
        order = await self._desk.accept(
            request,
            model=inputs.get("model", ""),
            inputs=inputs | {"path": request.url.path.rpartition("/")[2]},
        )
        return JSONResponse({"id": order.id, "estimatedCost": {"credits": _credits(order)}})

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
        created = datetime.fromtimestamp(order.created_at, UTC).isoformat()
        told: dict[str, Any] = {"id": order.id, "createdAt": created}
        cost = {"cost": {"credits": _credits(order)}}
        match self._desk.world.state(order):
            case "ready":
                ending = "mp4" if order.inputs["path"] == "image_to_video" else "png"
                link = self._desk.link(order, 0, ending)
                return told | cost | {"status": "SUCCEEDED", "output": [link]}
            case "refusal":
                return told | _failed("SAFETY.INPUT.TEXT")
            case "job_failed":
                return told | _failed("INTERNAL.BAD_OUTPUT.CODE01")
            case "cancelled":
                return told | {"status": "CANCELLED", "cost": {"credits": 0}}
            case "pending":
                return told | self._waiting(order)

    def _waiting(self, order: Order) -> dict[str, Any]:
        """First in the vendor's own queue, then at work."""
        estimate = {"estimatedCost": {"credits": _credits(order)}}
        if order.polls <= 1:
            return {"status": "THROTTLED"} | estimate
        return {"status": "RUNNING", "progress": 0.5} | estimate


def _credits(order: Order) -> int:
    return _CREDITS[order.inputs["path"]]


def _failed(code: str) -> dict[str, Any]:
    failure = {"failure": "It did not work out", "failureCode": code}
    return {"status": "FAILED", "cost": {"credits": 0}} | failure


def _is_allowed(request: Request) -> bool:
    version = request.headers.get("x-runway-version")
    return bearer(request) == _KEY and version == _VERSION


def _unknown() -> Response:
    return JSONResponse({"error": "Task not found"}, status_code=404)


def _draw(order: Order, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(order.id, seconds=float(order.inputs.get("duration", 5)))
    return media.picture(order.id, mime=mime)


def _reject(kind: str, seconds: float) -> Response:
    status, error = _ERRORS[kind]
    return JSONResponse({"error": error}, status_code=status, headers=retry_after(kind, seconds))
