"""ComfyUI: prompts under ids of the client, jobs, and files at /view.

ComfyUI has no moderation and no credit; a proxy in front of it rejects requests and keys.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor, retry_after
from tests.simulator.state import Job, SimulatorState

_STATUSES = {"rate": 429, "rate_with_hint": 429, "no_credit": 402, "auth": 401}
_KNOWN_NODES = frozenset(
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


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    return _ComfyUI(state, callbacks).routes()


class _ComfyUI:
    def __init__(self, state: SimulatorState, callbacks: Callbacks) -> None:
        self._state = state
        self._vendor = SimulatedVendor(state, callbacks, "comfyui", reject=_reject)

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
        if (response := _fault_of(graph)) is not None:
            return response
        job = await self._vendor.accept(
            request, model="graph", inputs=graph, idempotency_key=prompt_id
        )
        reply = {"prompt_id": prompt_id, "number": job.number, "node_errors": {}}
        return JSONResponse(reply)

    async def _poll(self, request: Request) -> Response:
        job = await self._find(request)
        return JSONResponse(self._status_body(job)) if job else _unknown()

    async def _cancel(self, request: Request) -> Response:
        job = await self._find(request, is_poll=False)
        if job is None:
            return _unknown()
        return JSONResponse({"cancelled": self._state.cancel(job)})

    async def _view(self, request: Request) -> Response:
        job_id, _, version = request.query_params.get("filename", "").partition("_")
        job = self._state.jobs.get(job_id)
        if job is None or not self._state.may_fetch(job, int(version[0])):
            return Response(status_code=404)
        return Response(self._vendor.body(job), media_type="image/png")

    async def _find(self, request: Request, is_poll: bool = True) -> Job | None:
        prompt_id = request.path_params["prompt_id"]
        jobs = self._state.jobs_of("comfyui")
        ids = (job.id for job in jobs if job.idempotency_key == prompt_id)
        return await self._vendor.find(request, next(ids, ""), is_poll)

    def _status_body(self, job: Job) -> dict[str, Any]:
        reply: dict[str, Any] = {"id": job.idempotency_key, "workflow": {"prompt": job.inputs}}
        match self._state.status(job):
            case "ready":
                name = f"{job.id}_{self._state.link_version(job)}.png"
                saved = {"filename": name, "subfolder": "", "type": "output"}
                preview = {"filename": "loaded.png", "subfolder": "", "type": "temp"}
                outputs = {"image1": {"images": [preview]}, "save": {"images": [saved]}}
                return reply | {"status": "completed", "outputs": outputs}
            case "job_failed" | "refusal":
                error = {"exception_type": "RuntimeError", "exception_message": "shapes differ"}
                return reply | {"status": "failed", "execution_error": error}
            case "cancelled":
                return reply | {"status": "cancelled"}
            case "pending":
                return reply | {"status": "in_progress"}


def _fault_of(graph: Mapping[str, Any]) -> Response | None:
    """A graph that could not run, as the worker's own check finds it."""
    missing = {name for name, node in graph.items() if node.get("class_type") not in _KNOWN_NODES}
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
