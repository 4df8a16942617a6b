"""Stability AI's synchronous Stable Image services: generation, edits, upscaling.

Wire format: platform.stability.ai, REST API v2beta, Stable Image. The reply's body is the
image; its headers contain the finish reason and the seed.
"""

from shared.providers.adapter import (
    Adapter,
    BaseAdapter,
    FormFile,
    HttpReply,
    HttpRequest,
    Job,
    Limits,
    ModelSpec,
)
from shared.providers.errors import (
    ProviderError,
    ProviderUnavailable,
)
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import require_max_size
from shared.providers.formats.json_fields import text_at
from shared.providers.formats.results import file_from_body
from shared.providers.replies import Completed
from shared.providers.reply_errors import (
    content_refused,
    error_of_reply,
    not_offered,
    out_of_credit,
    output_withheld,
    unknown_model,
)
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    InputImage,
    ProviderRequest,
    UpscaleRequest,
)

_NAME = "Stability AI"
_IMAGE_MEGABYTES = 10
_RATIOS = ("21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21")
_SEEDS = 4_294_967_295  # 0 to 2**32 - 2
# The difference from the input image: 0 copies it, 1 ignores it.
_STRENGTH = "0.55"
_NO_CREDIT = frozenset({"payment_required", "insufficient_balance", "insufficient_credits"})

Fields = dict[str, str]
Images = tuple[tuple[str, InputImage], ...]


class StabilityAdapter(BaseAdapter):
    """Ignores references, guidance, steps, and the factor of an upscale, whose result always has
    four megapixels.

    `background` and `upscale/creative` are not offered, because they are asynchronous.
    """

    name = "stability"
    base_url = "https://api.stability.ai/v2beta/stable-image"
    limits = Limits(concurrent=10, per_minute=120)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="edit/remove-background", typical_seconds=5),
        ModelSpec(capability="generate", id="generate/ultra", rank=30, typical_seconds=12),
        ModelSpec(capability="inpaint", id="edit/inpaint", typical_seconds=10),
        ModelSpec(capability="recolor", id="edit/search-and-recolor", typical_seconds=10),
        ModelSpec(capability="upscale", id="upscale/conservative", rank=30, typical_seconds=25),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        fields, images = _form(request)
        return HttpRequest(
            method="POST",
            url=f"{job.connection.base_url}/{job.model}",
            headers={
                "Authorization": f"Bearer {job.connection.secrets['api_key']}",
                "Accept": "image/*",
            },
            form={**fields, "output_format": "png"},
            files=[_file(name, image) for name, image in images],
            timeout_seconds=90,
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        reason = reply.headers.get("finish-reason", "").upper()
        if reason == "CONTENT_FILTERED":
            raise output_withheld(_NAME)
        if reason == "ERROR":
            raise ProviderUnavailable(f"{_NAME} interrupted the job.")
        if not reply.is_success:
            raise _error(reply)
        file = file_from_body(reply, _NAME)
        seed = reply.headers.get("seed", "")
        is_number = seed.isascii() and seed.isdigit() and len(seed) <= 10
        return Completed(files=(file,), model=job.model, seed=int(seed) if is_number else None)


def _form(request: ProviderRequest) -> tuple[Fields, Images]:
    match request:
        case CutoutRequest():
            return {}, (("image", request.photo),)
        case GenerateRequest():
            ratio = nearest_ratio(request.shot.aspect_ratio, _RATIOS)
            fields = _prompt_fields(request.prompt, request.negative, request.seed)
            shape = {"aspect_ratio": ratio, "strength": _STRENGTH}
            return {**fields, **shape}, (("image", request.cutout),)
        case InpaintRequest():
            fields = _prompt_fields(request.prompt, request.negative, request.seed)
            return fields, (("image", request.image), ("mask", request.mask))
        case EditRequest(capability="recolor"):
            garment = request.garment or "garment"
            prompt = f"{garment} in the color {request.color}"
            fields = _prompt_fields(prompt, request.negative, request.seed)
            return {**fields, "select_prompt": garment}, (("image", request.image),)
        case UpscaleRequest():
            prompt = request.prompt or "a sharp, detailed fashion photograph"
            fields = _prompt_fields(prompt, "", request.seed)
            return {**fields, "creativity": "0.2"}, (("image", request.image),)
        case _:
            raise not_offered(_NAME, request.capability)


def _prompt_fields(prompt: str, negative: str, seed: int) -> Fields:
    fields = {"prompt": prompt, "seed": str(seed % _SEEDS)}
    return {**fields, "negative_prompt": negative} if negative else fields


def _file(name: str, image: InputImage) -> FormFile:
    body = require_max_size(image, _IMAGE_MEGABYTES, _NAME).body
    return FormFile(name=name, filename=name, body=body, mime=image.mime)


def _error(reply: HttpReply) -> ProviderError:
    """The error of a body {id, name, errors}."""
    kind = text_at(reply.object(), "name")
    if kind == "content_moderation":
        return content_refused(_NAME, "input")
    if kind in _NO_CREDIT:
        return out_of_credit(_NAME)
    if reply.status == 404:
        return unknown_model(_NAME)
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = StabilityAdapter()
