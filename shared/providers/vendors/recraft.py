"""Recraft: edits and tools for single images, which are passed by URL.

Wire format: recraft.ai/docs, API reference: Image inputs and results, Tools, Error handling.
"""

from typing import Any

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
    ProviderInvalidRequest,
)
from shared.providers.formats.encoding import without_empty
from shared.providers.formats.json_fields import as_number, text_at, value_at
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.prompts import edit_instruction, with_negative
from shared.providers.replies import Completed, OutputFile
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    no_result,
    not_offered,
    out_of_credit,
    unknown_model,
)
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    ProviderRequest,
    UpscaleRequest,
)

_NAME = "Recraft"
_PATHS = {
    "cutout": "removeBackground",
    "generate": "imageToImage",
    "edit": "imageToImage",
    "background": "replaceBackground",
    "inpaint": "inpaint",
    "upscale": "crispUpscale",
}
_TOOLS = ("cutout", "upscale")  # these endpoints take no model
_OLD_MODEL, _OLD_CHARACTERS = "recraftv3", 1000  # the only one for `inpaint` and `background`
_CHARACTERS = 10_000
# The difference from the input: 0 gives nearly the same image, 1 an unrelated one.
_GENERATE_STRENGTH, _EDIT_STRENGTH = 0.6, 0.4
_MICROUSD_PER_UNIT = 1000
_NO_CREDIT = ("not_enough_credits", "insufficient_credits", "not_enough_units")


class RecraftAdapter(BaseAdapter):
    """Ignores references, sizes, guidance, steps, and the factor of an upscale.

    For models without a field for it, a negative prompt becomes part of the prompt.
    """

    name = "recraft"
    base_url = "https://external.api.recraft.ai/v1"
    limits = Limits(concurrent=5, per_minute=60)
    result_hosts: tuple[str, ...] = (".recraft.ai",)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="removeBackground", typical_seconds=5),
        ModelSpec(capability="generate", id="recraftv4_1", rank=30, typical_seconds=15),
        ModelSpec(capability="edit", id="recraftv4_1", rank=30, typical_seconds=15),
        ModelSpec(capability="background", id=_OLD_MODEL, typical_seconds=15),
        ModelSpec(capability="inpaint", id=_OLD_MODEL, typical_seconds=15),
        ModelSpec(capability="upscale", id="crispUpscale", typical_seconds=10),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        inputs = _inputs(request, job.model)
        if job.capability not in _TOOLS:
            inputs["model"] = job.model
        built = HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/images/{_PATHS[job.capability]}",
            json={**inputs, "response_format": "url"},
            timeout_seconds=90,
        )
        return with_bearer(built, job.connection.secrets["api_key"])

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        if not reply.is_success:
            raise _error(reply)
        body = reply.object()
        url = text_at(value_at(body, "data", 0) or body.get("image"), "url")
        if not url:
            raise no_result(_NAME)
        units = as_number(body.get("credits"))
        cost = None if units is None or units < 0 else round(units * _MICROUSD_PER_UNIT)
        return Completed(files=(OutputFile(url=url),), model=job.model, cost_microusd=cost)


def _inputs(request: ProviderRequest, model: str) -> dict[str, Any]:
    match request:
        case CutoutRequest():
            return {"image_url": request.photo.url}
        case UpscaleRequest():
            return {"image_url": request.image.url}
        case GenerateRequest():
            fields = _prompt_fields(request.prompt, request.negative, request.seed, model)
            return {**fields, "image_url": request.cutout.url, "strength": _GENERATE_STRENGTH}
        case EditRequest(capability="edit"):
            fields = _prompt_fields(request.prompt, request.negative, request.seed, model)
            return {**fields, "image_url": request.image.url, "strength": _EDIT_STRENGTH}
        case EditRequest(capability="background"):
            prompt = request.prompt or edit_instruction(request)
            fields = _prompt_fields(prompt, request.negative, request.seed, model)
            return {**fields, "image_url": request.image.url}
        case InpaintRequest():
            fields = _prompt_fields(request.prompt, request.negative, request.seed, model)
            return {**fields, "image_url": request.image.url, "mask_url": request.mask.url}
        case _:
            raise not_offered(_NAME, request.capability)


def _prompt_fields(prompt: str, negative: str, seed: int, model: str) -> dict[str, Any]:
    """Only the older models have a field for a negative prompt."""
    is_old = model == _OLD_MODEL
    prompt = prompt if is_old else with_negative(prompt, negative)
    limit = _OLD_CHARACTERS if is_old else _CHARACTERS
    if len(prompt) > limit:
        raise ProviderInvalidRequest(
            f"{_NAME} takes prompts of up to {limit} characters here. Shorten the prompt."
        )
    negative = negative if is_old else ""
    return without_empty(prompt=prompt, negative_prompt=negative, random_seed=seed_31_bits(seed))


def _error(reply: HttpReply) -> ProviderError:
    """The error for a code or the status. The body is text or JSON and documented in part only."""
    code = text_at(reply.object(), "code").lower()
    if "nsfw" in code or "moderation" in code:
        return content_refused(_NAME)
    if code in _NO_CREDIT:
        return out_of_credit(_NAME)
    if reply.status == 404:
        return unknown_model(_NAME)
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = RecraftAdapter()
