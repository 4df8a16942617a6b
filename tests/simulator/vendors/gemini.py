"""Gemini: generateContent with inline images and texts as parts."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import google
from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor
from tests.simulator.state import Job, SimulatorState
from tests.simulator.text_replies import text_reply

secrets = google.secrets


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state, callbacks, "gemini", reject=google.reject, is_allowed=google.is_allowed
    )

    async def generate(request: Request) -> Response:
        body = await request.json()
        model = request.path_params["model"]
        job = await vendor.accept(request, model=model, inputs=body)
        await vendor.wait(job)
        return JSONResponse(_reply(vendor, job, body.get("generationConfig", {})))

    return [Route(google.MODEL_PATH + ":generateContent", generate, methods=["POST"])]


def _reply(vendor: SimulatedVendor, job: Job, config: dict[str, Any]) -> dict[str, Any]:
    generates = "IMAGE" in config.get("responseModalities", [])
    match vendor.state.status(job):
        case "refusal" if not generates:
            return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
        case "refusal":
            return _candidate([], "IMAGE_SAFETY")
        case "job_failed":
            return _candidate([], "NO_IMAGE" if generates else "OTHER")
    if generates:
        data = base64.b64encode(vendor.body(job)).decode()
        image = {"inlineData": {"mimeType": "image/png", "data": data}}
        # Thinking models return a draft first.
        return _candidate([{"text": "A draft.", "thought": True}, image], "STOP")
    return _candidate([{"text": text_reply(job.id, config.get("responseJsonSchema"))}], "STOP")


def _candidate(parts: list[dict[str, Any]], reason: str) -> dict[str, Any]:
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 20, "totalTokenCount": 30}
    content = {"role": "model", "parts": parts}
    candidate = {"content": content, "finishReason": reason, "index": 0}
    return {"candidates": [candidate], "usageMetadata": usage}
