"""A ComfyUI worker: prompts under the client's own ids, jobs, files through /view.

It knows no moderation and no credit; what refuses an order or a key is the proxy before it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import Callbacks
from tests.simulator.desk import Desk, retry_after
from tests.simulator.world import Order, World

_STATUSES = {"rate": 429, "rate_with_hint": 429, "no_credit": 402, "auth": 401}
_KNOWN = frozenset(
    (
        *("LoadImageFromUrl", "UNETLoader", "CLIPLoader", "VAELoader", "ModelSamplingAuraFlow"),
        *("CFGNorm", "TextEncodeQwenImageEditPlus", "ImageScaleToTotalPixels", "VAEEncode"),
        *("EmptySD3LatentImage", "KSampler", "VAEDecode", "SaveImage", "ImageToMask"),
        *("SetLatentNoiseMask", "ImageCompositeMasked", "UpscaleModelLoader"),
        *("ImageUpscaleWithModel", "ImageScaleBy"),
    )
)


def secrets() -> dict[str, str]:
    return {}


def routes(world: World, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _ComfyUI(world, callbacks).routes()


class _ComfyUI:
    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._world = world
        self._desk = Desk(world, callbacks, "comfyui", reject=_reject)

    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/api/prompt", self._submit, methods=["POST"]),
            Route("/api/jobs/{prompt_id}", self._poll),
            Route("/api/jobs/{prompt_id}/cancel", self._cancel, methods=["POST"]),
            Route("/api/view", self._view),
        ]

    async def _submit(self, request: Request) -> Response:
        given = await request.json()
        graph, prompt_id = given.get("prompt", {}), given.get("prompt_id", "")
        if (answer := _fault_of(graph)) is not None:
            return answer
        order = await self._desk.accept(
            request, model="graph", inputs=graph, idempotency_key=prompt_id
        )
        told = {"prompt_id": prompt_id, "number": order.number, "node_errors": {}}
        return JSONResponse(told)

    async def _poll(self, request: Request) -> Response:
        order = await self._find(request)
        return JSONResponse(self._told(order)) if order else _unknown()

    async def _cancel(self, request: Request) -> Response:
        order = await self._find(request, is_poll=False)
        if order is None:
            return _unknown()
        return JSONResponse({"cancelled": self._world.cancel(order)})

    async def _view(self, request: Request) -> Response:
        order_id, _, version = request.query_params.get("filename", "").partition("_")
        order = self._world.orders.get(order_id)
        if order is None or not self._world.may_fetch(order, int(version[0])):
            return Response(status_code=404)
        return Response(self._desk.body(order), media_type="image/png")

    async def _find(self, request: Request, is_poll: bool = True) -> Order | None:
        prompt_id = request.path_params["prompt_id"]
        orders = self._world.orders_of("comfyui")
        ids = (order.id for order in orders if order.idempotency_key == prompt_id)
        return await self._desk.find(request, next(ids, ""), is_poll)

    def _told(self, order: Order) -> dict[str, Any]:
        told: dict[str, Any] = {"id": order.idempotency_key, "workflow": {"prompt": order.inputs}}
        match self._world.state(order):
            case "ready":
                name = f"{order.id}_{self._world.link_version(order)}.png"
                saved = {"filename": name, "subfolder": "", "type": "output"}
                preview = {"filename": "loaded.png", "subfolder": "", "type": "temp"}
                outputs = {"image1": {"images": [preview]}, "save": {"images": [saved]}}
                return told | {"status": "completed", "outputs": outputs}
            case "job_failed" | "refusal":
                error = {"exception_type": "RuntimeError", "exception_message": "shapes differ"}
                return told | {"status": "failed", "execution_error": error}
            case "cancelled":
                return told | {"status": "cancelled"}
            case "pending":
                return told | {"status": "in_progress"}


def _fault_of(graph: Mapping[str, Any]) -> Response | None:
    """A graph that could not run, as the worker's own check finds it."""
    missing = {name for name, node in graph.items() if node.get("class_type") not in _KNOWN}
    sources = {
        value[0]
        for node in graph.values()
        for value in node.get("inputs", {}).values()
        if isinstance(value, list)
    }
    if graph and not missing and sources <= graph.keys():
        return None
    return _invalid()


def _invalid() -> Response:
    error = {"type": "prompt_outputs_failed_validation", "message": "x", "details": ""}
    return JSONResponse({"error": error, "node_errors": {"unet": {}}}, status_code=400)


def _unknown() -> Response:
    return JSONResponse({"error": "Job not found"}, status_code=404)


def _reject(kind: str, seconds: float) -> Response:
    if kind == "bad_input":
        return _invalid()
    hint = retry_after(kind, seconds)
    return Response(status_code=_STATUSES.get(kind, 503), headers=dict(hint))
