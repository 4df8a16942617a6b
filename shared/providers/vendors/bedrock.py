"""Amazon Bedrock: Stability's image services, through InvokeModel.

Wire format: Bedrock user guide, "Stability AI Image Services".
"""

import json
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    ModelSpec,
    with_bearer,
)
from shared.providers.errors import (
    ProviderError,
    ProviderFailed,
    ProviderInvalidRequest,
    ProviderOutOfCredit,
    ProviderUnavailable,
)
from shared.providers.formats.encoding import base64_of
from shared.providers.formats.json_fields import as_integer, as_text
from shared.providers.formats.results import file_from_base64
from shared.providers.replies import Completed
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    model_not_offered,
    not_offered,
    rate_limited,
    retry_after_of,
    timed_out,
    unusable_request,
)
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    ProviderRequest,
    UpscaleRequest,
)

_NAME = "Amazon Bedrock"
_MAX_BODY_BYTES = 25_000_000
_REGION_SLOT = "{region}"
# The image services are available through the inference profile of the US regions only.
_SERVICE = "us.stability.stable-{}-v1:0"


class BedrockAdapter(BaseAdapter):
    """`generate` paints the set around the product: the service repaints the transparent area of
    the cutout and keeps its size.

    Ignores references, the style, and the factor of an upscale, whose result has about 4K.
    """

    name = "bedrock"
    base_url = f"https://bedrock-runtime.{_REGION_SLOT}.amazonaws.com"
    # Without `api_key` the function's role signs, and the platform pays.
    credentials: tuple[str, ...] = ("region",)
    own_credentials: tuple[str, ...] = ("api_key",)
    limits = Limits(concurrent=5, per_minute=30)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id=_SERVICE.format("image-remove-background")),
        ModelSpec(capability="generate", id=_SERVICE.format("image-inpaint"), rank=30),
        ModelSpec(capability="edit", id=_SERVICE.format("image-control-structure"), rank=30),
        ModelSpec(capability="inpaint", id=_SERVICE.format("image-inpaint")),
        ModelSpec(capability="recolor", id=_SERVICE.format("image-search-recolor")),
        ModelSpec(
            capability="upscale", id=_SERVICE.format("conservative-upscale"), typical_seconds=20
        ),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        secrets = job.connection.secrets
        host = job.connection.base_url.replace(_REGION_SLOT, secrets["region"])
        content = json.dumps(_body(request, job)).encode()
        if len(content) > _MAX_BODY_BYTES:
            raise ProviderInvalidRequest(
                f"{_NAME} takes images of up to 18 MB together. Use smaller ones."
            )
        built = HttpRequest(
            method="POST",
            url=f"{host}/model/{quote(job.model, safe='')}/invoke",
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=content,
            timeout_seconds=120,
            authorize="" if "api_key" in secrets else "sigv4",
        )
        return with_bearer(built, secrets["api_key"]) if "api_key" in secrets else built

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        body = reply.object()
        _raise_refusal(body)
        if not reply.is_success:
            raise _error_of(body, reply)
        images, seeds = body.get("images"), body.get("seeds")
        file = file_from_base64(_first(images), "image/png", _NAME)
        return Completed(files=(file,), model=job.model, seed=as_integer(_first(seeds)))


def _body(request: ProviderRequest, job: Job) -> dict[str, Any]:
    match request:
        case CutoutRequest():
            return {"image": base64_of(request.photo), "output_format": "png"}
        case GenerateRequest():
            # The service derives the mask from the transparency of the cutout.
            return _inpaint_body(request, base64_of(request.cutout), request.prompt)
        case InpaintRequest():
            mask = {"mask": base64_of(request.mask)}
            return _inpaint_body(request, base64_of(request.image), request.prompt) | mask
        case EditRequest(capability="recolor"):
            garment = request.garment or "garment"
            prompt = request.prompt or f"{garment} in the color {request.color}"
            return _inpaint_body(request, base64_of(request.image), prompt) | {
                "select_prompt": garment
            }
        case EditRequest(capability="edit"):
            body = _inpaint_body(request, base64_of(request.image), request.prompt)
            return body | {"control_strength": 0.7}
        case UpscaleRequest():
            prompt = request.prompt or "a photograph for a fashion brand, true to its original"
            return {
                "image": base64_of(request.image),
                "prompt": prompt,
                "creativity": 0.1,  # the minimum, which changes the image least
                "seed": _seed(request.seed),
                "output_format": "png",
            }
        case _:
            raise not_offered(_NAME, job.capability)


def _inpaint_body(
    request: GenerateRequest | InpaintRequest | EditRequest, image: str, prompt: str
) -> dict[str, Any]:
    body = {
        "image": image,
        "prompt": prompt,
        "seed": _seed(request.seed),
        "output_format": "png",
    }
    return body | ({"negative_prompt": request.negative} if request.negative else {})


def _seed(seed: int) -> int:
    """The seed within the service's range, 1 to 4294967294; 0 means a random one."""
    return seed % 4_294_967_295 or 1


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None


def _raise_refusal(body: Mapping[str, Any]) -> None:
    """Reads `finish_reasons[0]`: null for success, "Filter reason: ..." for a refusal."""
    reason = as_text(_first(body.get("finish_reasons"))).lower()
    if reason.startswith("filter reason"):
        stage: Literal["input", "output", "unknown"] = "unknown"
        if "output" in reason:
            stage = "output"
        elif "prompt" in reason or "input" in reason:
            stage = "input"
        raise content_refused(_NAME, stage)
    if reason:
        raise ProviderUnavailable(f"{_NAME} could not run the model.")


def _error_of(body: Mapping[str, Any], reply: HttpReply) -> ProviderError:
    """The error for an exception, whose name is in a header ("Name:uri") or in the body's
    `__type` ("prefix#Name").
    """
    named = reply.headers.get("x-amzn-errortype") or as_text(body.get("__type"))
    match named.partition(":")[0].rpartition("#")[2]:
        case "ThrottlingException":
            return rate_limited(_NAME, retry_after_of(reply))
        case "ServiceQuotaExceededException":
            return ProviderOutOfCredit(f"The account at {_NAME} has used up its quota.")
        case "ValidationException":
            return unusable_request(_NAME)
        case "ResourceNotFoundException":
            return model_not_offered(_NAME)
        case "ModelTimeoutException":
            return timed_out(_NAME)
        case "ModelErrorException" | "ConflictException":
            return ProviderFailed(f"{_NAME} could not run the model.")
        case "ModelNotReadyException":
            return ProviderUnavailable(f"{_NAME} is still starting the model.")
        case _:
            return error_of_reply(_NAME, reply)


ADAPTER: Adapter = BedrockAdapter()
