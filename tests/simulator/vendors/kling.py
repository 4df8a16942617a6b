"""Kling: tasks on one path per capability, a `code` in every reply, unsigned callbacks."""

import json
from collections.abc import Sequence
from typing import Any

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import CallbackFormat, Callbacks, Event
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

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


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _Kling(state, callbacks).routes()


class _Kling:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "kling",
            reject=_reject,
            callback_format=CallbackFormat(compose=self._callback, sends_progress=True),
            is_allowed=_is_allowed,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        submits = [Route(path, self._submit, methods=["POST"]) for path in _PATHS]
        polls = [Route(path + "/{job_id}", self._poll) for path in _PATHS]
        return [self._vendor.files(), *submits, *polls]

    async def _submit(self, request: Request) -> Response:
        inputs = await request.json()
        job = await self._vendor.accept(
            request,
            model=inputs.get("model_name", ""),
            inputs=inputs | {"path": request.url.path},
            callback_url=inputs.get("callback_url", ""),
        )
        return _reply(200, 0, self._task(job) | {"task_status": "submitted"})

    async def _poll(self, request: Request) -> Response:
        job = await self._vendor.find(request, request.path_params["job_id"])
        return _reply(200, 0, self._task(job)) if job else _reply(404, 1203)

    def _task(self, job: Job) -> dict[str, Any]:
        reply = {"task_id": job.id, "created_at": int(job.created_at * 1000)}
        match self._vendor.state.status(job):
            case "ready":
                return reply | {"task_status": "succeed", "task_result": self._result(job)}
            case "refusal":
                message = "Failure to pass the risk control system"
                return reply | {"task_status": "failed", "task_status_msg": message}
            case "job_failed" | "cancelled":
                return reply | {"task_status": "failed", "task_status_msg": "Service busy"}
            case "pending":
                return reply | {"task_status": "processing"}

    def _result(self, job: Job) -> dict[str, Any]:
        if "videos" in job.inputs["path"]:
            video = {"id": job.id, "url": self._vendor.link(job, 0, "mp4"), "duration": "5"}
            return {"videos": [video]}
        count = range(job.inputs.get("n", 1))
        return {"images": [{"index": n, "url": self._vendor.link(job, n)} for n in count]}

    def _callback(self, job: Job, event: Event) -> bytes | None:
        reply = self._task(job)
        if event == "progress":
            reply = {"task_id": job.id, "task_status": "processing"}
        info = {"external_task_id": job.inputs.get("external_task_id", "")}
        return json.dumps(reply | {"task_info": info}).encode()


def _is_allowed(request: Request) -> bool:
    if "/_files/" in request.url.path:
        return True
    try:
        claims = jwt.decode(bearer(request), _SECRET_KEY, algorithms=["HS256"])
    except jwt.PyJWTError:
        return False
    return bool(claims.get("iss") == _ACCESS_KEY)


def _draw(job: Job, index: int, mime: str) -> bytes:
    if mime == "video/mp4":
        return media.mp4(job.id, seconds=float(job.inputs.get("duration", 5)))
    return media.image(f"{job.id}/{index}", mime=mime)


def _reply(status: int, code: int, data: dict[str, Any] | None = None) -> JSONResponse:
    reply = {"code": code, "message": "SUCCEED" if code == 0 else "Failed", "request_id": "r"}
    return JSONResponse(reply | ({"data": data} if data else {}), status_code=status)


def _reject(kind: str, seconds: float) -> Response:
    response = _reply(*_CODES[kind])
    response.headers.update(retry_after(kind, seconds))
    return response
