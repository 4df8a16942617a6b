"""Gemini's generateContent: pictures inline, texts as parts."""

import base64
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import google
from tests.simulator.answers import answer
from tests.simulator.callbacks import Callbacks
from tests.simulator.desk import Desk
from tests.simulator.world import Order, World

secrets = google.secrets


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    desk = Desk(world, callbacks, "gemini", reject=google.reject, is_allowed=google.is_allowed)

    async def generate(request: Request) -> Response:
        body = await request.json()
        model = request.path_params["model"]
        order = await desk.accept(request, model=model, inputs=body)
        await desk.wait(order)
        return JSONResponse(_answer(desk, order, body.get("generationConfig", {})))

    return [Route(google.MODEL_PATH + ":generateContent", generate, methods=["POST"])]


def _answer(desk: Desk, order: Order, config: dict[str, Any]) -> dict[str, Any]:
    draws = "IMAGE" in config.get("responseModalities", [])
    match desk.world.state(order):
        case "refusal" if not draws:
            return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
        case "refusal":
            return _candidate([], "IMAGE_SAFETY")
        case "job_failed":
            return _candidate([], "NO_IMAGE" if draws else "OTHER")
    if draws:
        data = base64.b64encode(desk.body(order)).decode()
        picture = {"inlineData": {"mimeType": "image/png", "data": data}}
        # A thinking model shows a draft first.
        return _candidate([{"text": "A draft.", "thought": True}, picture], "STOP")
    return _candidate([{"text": answer(order.id, config.get("responseJsonSchema"))}], "STOP")


def _candidate(parts: list[dict[str, Any]], reason: str) -> dict[str, Any]:
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 20, "totalTokenCount": 30}
    content = {"role": "model", "parts": parts}
    candidate = {"content": content, "finishReason": reason, "index": 0}
    return {"candidates": [candidate], "usageMetadata": usage}
