"""Amazon Bedrock: InvokeModel with Stability's image services."""

import base64
import re
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulator import media
from tests.simulator.callbacks import Callbacks
from tests.simulator.simulated_vendor import SimulatedVendor, bearer, retry_after
from tests.simulator.state import Job, SimulatorState

_KEY = "test-bedrock-key"
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/[a-z0-9-]+/bedrock/aws4_request, "
    r"SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}"
)
_REJECTIONS = {
    "rate": (429, "ThrottlingException", "Too many requests, please wait."),
    "rate_with_hint": (429, "ThrottlingException", "Too many requests, please wait."),
    "no_credit": (400, "ServiceQuotaExceededException", "The quota is used up."),
    "auth": (403, "AccessDeniedException", "You don't have access to the model."),
    "bad_input": (400, "ValidationException", "The image cannot be decoded."),
    "server_error": (503, "ServiceUnavailableException", "The service is unavailable."),
}


def secrets() -> dict[str, str]:
    """Without a key, because requests are signed with the credentials of the tests."""
    return {"region": "us-east-1"}


def routes(state: SimulatorState, callbacks: Callbacks) -> Sequence[BaseRoute]:
    vendor = SimulatedVendor(
        state, callbacks, "bedrock", reject=_reject, is_allowed=_is_allowed, draw=_draw
    )

    async def invoke(request: Request) -> Response:
        model = request.path_params["model"]
        job = await vendor.accept(request, model=model, inputs=await request.json())
        await vendor.wait(job)
        match vendor.state.status(job):
            case "refusal":
                return JSONResponse(_result([], "Filter reason: prompt"))
            case "job_failed":
                return _failure(424, "ModelErrorException", "The model failed.")
        image = base64.b64encode(vendor.body(job)).decode()
        return JSONResponse(_result([image], None, job.inputs.get("seed", 1)))

    return [Route("/model/{model}/invoke", invoke, methods=["POST"])]


def _result(images: list[str], reason: str | None, seed: int = 1) -> dict[str, Any]:
    seeds = [seed] if images else []
    return {"seeds": seeds, "finish_reasons": [reason], "images": images}


def _is_allowed(request: Request) -> bool:
    signed = _SIGNED.fullmatch(request.headers.get("authorization", ""))
    return bool(signed) or bearer(request) == _KEY


def _draw(job: Job, index: int, mime: str) -> bytes:
    if "remove-background" in job.model:
        return media.cutout(job.id)
    if "upscale" in job.model:
        return media.image(job.id, width=1152, height=1536)
    return media.image(job.id)


def _reject(kind: str, seconds: float) -> Response:
    response = _failure(*_REJECTIONS[kind])
    response.headers.update(retry_after(kind, seconds))
    return response


def _failure(status: int, name: str, message: str) -> Response:
    return JSONResponse(
        {"message": message}, status_code=status, headers={"x-amzn-ErrorType": name}
    )
