"""OpenAI: the Images API (multipart or JSON) and the Responses API."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.multipart import read_form
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState
from tests.simulator.text_replies import text_reply

_KEY = "test-openai-key"
_REJECTIONS = {
    "rate": (429, "rate_limit_exceeded", "requests"),
    "rate_with_hint": (429, "rate_limit_exceeded", "requests"),
    "no_credit": (429, "insufficient_quota", "insufficient_quota"),
    "auth": (401, "invalid_api_key", "invalid_request_error"),
    "bad_input": (400, "invalid_value", "invalid_request_error"),
    "server_error": (500, None, "server_error"),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _OpenAI(state, callbacks).routes()


class _OpenAI:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._vendor = SimulatedVendor(
            state,
            callbacks,
            "openai",
            reject=_reject,
            is_allowed=lambda request: bearer(request) == _KEY,
            draw=_draw,
        )

    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/images/edits", self._edit, methods=["POST"]),
            Route("/images/generations", self._generate, methods=["POST"]),
            Route("/responses", self._respond, methods=["POST"]),
        ]

    async def _edit(self, request: Request) -> Response:
        parts = await read_form(request)
        inputs: dict[str, Any] = {part.name: part.text for part in parts if not part.filename}
        inputs |= {f"{n} {part.name}": part.body for n, part in enumerate(parts) if part.filename}
        return await self._image(request, inputs)

    async def _generate(self, request: Request) -> Response:
        return await self._image(request, await request.json())

    async def _image(self, request: Request, inputs: dict[str, Any]) -> Response:
        job = await self._vendor.accept(request, model=inputs.get("model", ""), inputs=inputs)
        await self._vendor.wait(job)
        match self._vendor.state.status(job):
            case "refusal":
                return _failure(400, "moderation_blocked", "image_generation_user_error")
            case "job_failed":
                return _failure(500, None, "server_error")
        data = base64.b64encode(self._vendor.body(job)).decode()
        reply = {"created": int(job.created_at), "output_format": "png"}
        return JSONResponse({**reply, "data": [{"b64_json": data}]})

    async def _respond(self, request: Request) -> Response:
        body = await request.json()
        job = await self._vendor.accept(request, model=body["model"], inputs=body)
        await self._vendor.wait(job)
        reply: dict[str, Any] = {
            "id": f"resp_{job.id}",
            "object": "response",
            "created_at": int(job.created_at),
            "model": job.model,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "output": [],
            "error": None,
            "incomplete_details": None,
        }
        return JSONResponse(reply | self._outcome(job, body))

    def _outcome(self, job: Job, body: dict[str, Any]) -> dict[str, Any]:
        match self._vendor.state.status(job):
            case "refusal":
                reason = {"reason": "content_filter"}
                return {"status": "incomplete", "incomplete_details": reason}
            case "job_failed":
                error = {"code": "server_error", "message": "The model failed."}
                return {"status": "failed", "error": error}
        schema = body.get("text", {}).get("format", {}).get("schema")
        text = {"type": "output_text", "text": text_reply(job.id, schema), "annotations": []}
        message = {"id": f"msg_{job.id}", "type": "message", "role": "assistant"}
        item = {**message, "status": "completed", "content": [text]}
        return {"status": "completed", "output": [item]}


def _draw(job: Job, index: int, mime: str) -> bytes:
    width, _, height = str(job.inputs.get("size", "")).partition("x")
    if width.isdigit() and height.isdigit():
        return media.image(job.id, width=int(width) // 4, height=int(height) // 4)
    return media.image(job.id)


def _reject(kind: str, seconds: float) -> Response:
    response = _failure(*_REJECTIONS[kind])
    response.headers.update(retry_after(kind, seconds))
    return response


def _failure(status: int, code: str | None, kind: str) -> Response:
    error = {"message": "It did not work.", "type": kind, "param": None, "code": code}
    return JSONResponse({"error": error}, status_code=status)
