"""Anthropic: the Messages API."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState
from tests.simulator.text_replies import text_reply

_KEY = "test-anthropic-key"
_REJECTIONS = {
    "rate": (429, "rate_limit_error"),
    "rate_with_hint": (429, "rate_limit_error"),
    "no_credit": (402, "billing_error"),
    "auth": (401, "authentication_error"),
    "bad_input": (400, "invalid_request_error"),
    "server_error": (529, "overloaded_error"),
}


def secrets() -> dict[str, str]:
    return {"api_key": _KEY}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(state, callbacks, "anthropic", reject=_reject, is_allowed=_is_allowed)

    async def message(request: Request) -> Response:
        body = await request.json()
        job = await vendor.accept(request, model=body["model"], inputs=body)
        await vendor.wait(job)
        if vendor.state.status(job) == "job_failed":
            return _failure(500, "api_error")
        return JSONResponse(_message(job, vendor.state.status(job) == "refusal", body))

    return [Route("/v1/messages", message, methods=["POST"])]


def _is_allowed(request: Request) -> bool:
    is_current = request.headers.get("anthropic-version") == "2026-10-21"
    return is_current and bearer(request) == _KEY


def _message(job: Job, is_refused: bool, body: dict[str, Any]) -> dict[str, Any]:
    schema = body.get("output_config", {}).get("format", {}).get("schema")
    text = {"type": "text", "text": text_reply(job.id, schema)}
    details = {"type": "refusal", "category": None, "explanation": None}
    return {
        "id": f"msg_{job.id}",
        "type": "message",
        "role": "assistant",
        "model": job.model,
        "content": [] if is_refused else [text],
        "stop_reason": "refusal" if is_refused else "end_turn",
        "stop_details": details if is_refused else None,
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 20},
    }


def _reject(kind: str, seconds: float) -> Response:
    response = _failure(*_REJECTIONS[kind])
    response.headers.update(retry_after(kind, seconds))
    return response


def _failure(status: int, kind: str) -> Response:
    error = {"type": kind, "message": "It did not work."}
    body = {"type": "error", "error": error, "request_id": "req_1"}
    return JSONResponse(body, status_code=status)
