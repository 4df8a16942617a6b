"""Kling: tasks on a path for each use, every answer with a `code`, unsigned callbacks."""

import json
from collections.abc import Sequence
from typing import Any

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks, Caller, Event
from tests.simulator.desk import Desk, bearer, retry_after
from tests.simulator.world import Order, World

_ACCESS_KEY = "test-kling-access-key"
_SECRET_KEY = "test-kling-secret-key-of-32-bytes!"
_PATHS = (
    "/v1/images/generations",
    "/v1/images/kolors-virtual-try-on",
    "/v1/videos/image2video",
)
_CODES = {
    "auth": (401, 1002),
    "no_credit": (429, 1102),
    "bad_input": (400, 1201),
    "rate": (429, 1303),
    "rate_with_hint": (429, 1302),
    "server_error": (503, 5001),
}


def secrets() -> dict[str, str]:
    return {"access_key": _ACCESS_KEY, "secret_key": _SECRET_KEY}


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Kling(world, callbacks).routes()


class _Kling:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._desk = Desk(
            world,
            callbacks,
            "kling",
            reject=_reject,
            caller=Caller(compose=self._callback, sends_progress=True),
            is_allowed=_is_allowed,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        submits = [Route(path, self._submit, methods=["POST"]) for path in _PATHS]
        polls = [Route(path + "/{order_id}", self._poll) for path in _PATHS]
        return [self._desk.files(), *submits, *polls]

    async def _submit(self, request: Request) -> Response:
        inputs = await request.json()
        order = await self._desk.accept(
            request,
            model=inputs.get("model_name", ""),
            inputs=inputs | {"path": request.url.path},
            callback_url=inputs.get("callback_url", ""),
        )
        return _answer(200, 0, self._task(order) | {"task_status": "submitted"})

    async def _poll(self, request: Request) -> Response:
        order = await self._desk.find(request, request.path_params["order_id"])
        return _answer(200, 0, self._task(order)) if order else _answer(404, 1203)

    def _task(self, order: Order) -> dict[str, Any]:
        told = {"task_id": order.id, "created_at": int(order.created_at * 1000)}
        match self._desk.world.state(order):
            case "ready":
                return told | {"task_status": "succeed", "task_result": self._result(order)}
            case "refusal":
                message = "Failure to pass the risk control system"
                return told | {"task_status": "failed", "task_status_msg": message}
            case "job_failed" | "cancelled":
                return told | {"task_status": "failed", "task_status_msg": "Service busy"}
            case "pending":
                return told | {"task_status": "processing"}

    def _result(self, order: Order) -> dict[str, Any]:
        if "videos" in order.inputs["path"]:
            film = {"id": order.id, "url": self._desk.link(order, 0, "mp4"), "duration": "5"}
            return {"videos": [film]}
        count = range(order.inputs.get("n", 1))
        return {"images": [{"index": n, "url": self._desk.link(order, n)} for n in count]}

    def _callback(self, order: Order, event: Event) -> bytes | None:
        told = self._task(order)
        if event == "progress":
            told = {"task_id": order.id, "task_status": "processing"}
        info = {"external_task_id": order.inputs.get("external_task_id", "")}
        return json.dumps(told | {"task_info": info}).encode()


def _is_allowed(request: Request) -> bool:
    if "/_files/" in request.url.path:
        return True
    try:
        claims = jwt.decode(bearer(request), _SECRET_KEY, algorithms=["HS256"])
    except jwt.PyJWTError:
        return False
    return bool(claims.get("iss") == _ACCESS_KEY)


def _draw(order: Order, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(order.id, seconds=float(order.inputs.get("duration", 5)))
    return media.picture(f"{order.id}/{index}", mime=mime)


def _answer(status: int, code: int, data: dict[str, Any] | None = None) -> JSONResponse:
    told = {"code": code, "message": "SUCCEED" if code == 0 else "Failed", "request_id": "r"}
    return JSONResponse(told | ({"data": data} if data else {}), status_code=status)


def _reject(kind: str, seconds: float) -> Response:
    answer = _answer(*_CODES[kind])
    answer.headers.update(retry_after(kind, seconds))
    return answer
