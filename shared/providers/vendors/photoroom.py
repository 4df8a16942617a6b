"""Photoroom: cutouts, generated backgrounds and edits; the reply is the image.

Wire format: docs.photoroom.com, Remove Background API and Image Editing API (v2/edit).
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
)
from shared.providers.formats.aspect_ratios import size_for
from shared.providers.formats.encoding import require_max_size
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.prompts import edit_instruction, edit_prompt, with_negative
from shared.providers.formats.results import file_from_body
from shared.providers.replies import Completed
from shared.providers.reply_errors import error_of_reply, not_offered, unknown_model
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InputImage,
    ProviderRequest,
)

_NAME = "Photoroom"
_HOST = "https://image-api.photoroom.com"
_CUTOUT_HOST = "https://sdk.photoroom.com"
_IMAGE_MEGABYTES = 30
_MAX_PIXELS = 4_000_000

Fields = dict[str, str]


class PhotoroomAdapter(BaseAdapter):
    """Ignores references, guidance and steps.

    `upscale` is not offered, because Photoroom's takes images of up to one megapixel and has a
    fixed factor of 4.
    """

    name = "photoroom"
    base_url = _HOST
    # The vendor's documentation says 500 per minute on one page, 60 on another.
    limits = Limits(concurrent=5, per_minute=60)
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id="v1/segment", rank=10, typical_seconds=3),
        ModelSpec(capability="background", id="v2/edit", rank=10, typical_seconds=10),
        ModelSpec(capability="generate", id="v2/edit", rank=30, typical_seconds=20),
        ModelSpec(capability="edit", id="v2/edit", typical_seconds=20),
        ModelSpec(capability="recolor", id="v2/edit", typical_seconds=20),
    )

    def build_submit(self, request: ProviderRequest, job: Job) -> HttpRequest:
        base = job.connection.base_url
        if job.capability == "cutout" and base == _HOST:
            base = _CUTOUT_HOST
        fields, file = _form(request)
        return HttpRequest(
            method="POST",
            url=f"{base}/{job.model}",
            headers={
                "x-api-key": job.connection.secrets["api_key"],
                "Accept": "image/png, application/json",
            },
            form=fields,
            files=[file],
            timeout_seconds=90,
        )

    def parse_submit(self, reply: HttpReply, job: Job) -> Completed:
        if not reply.is_success:
            raise _error(reply)
        return Completed(files=(file_from_body(reply, _NAME),), model=job.model)


def _form(request: ProviderRequest) -> tuple[Fields, FormFile]:
    match request:
        case CutoutRequest():
            return {"format": "png", "size": "full"}, _file("image_file", request.photo)
        case EditRequest(capability="background"):
            return _background_fields(request), _file("imageFile", request.image)
        case EditRequest():
            size = {"referenceBox": "originalImage"}
            fields = _edit_fields(edit_prompt(request), request.seed)
            return {**fields, **size}, _file("imageFile", request.image)
        case GenerateRequest():
            width, height = size_for(
                request.shot.aspect_ratio, request.longest_edge, step=2, max_pixels=_MAX_PIXELS
            )
            fields = _edit_fields(with_negative(request.prompt, request.negative), request.seed)
            size = {"outputSize": f"{width}x{height}"}
            return {**fields, **size}, _file("imageFile", request.cutout)
        case _:
            raise not_offered(_NAME, request.capability)


def _background_fields(request: EditRequest) -> Fields:
    """Keeps the position of the subject and the size of the image."""
    fields = {
        "removeBackground": "true",
        "referenceBox": "originalImage",
        "outputSize": "originalImage",
        "background.prompt": request.prompt or edit_instruction(request),
        "background.seed": str(seed_31_bits(request.seed)),
        "export.format": "png",
    }
    if request.negative:
        fields["background.negativePrompt"] = request.negative
    return fields


def _edit_fields(prompt: str, seed: int) -> Fields:
    """Keeps the background, because the vendor advises against edits that also remove it."""
    return {
        "removeBackground": "false",
        "editWithAI.mode": "ai.auto",
        "editWithAI.prompt": prompt,
        "editWithAI.seed": str(seed_31_bits(seed)),
        "export.format": "png",
    }


def _file(name: str, image: InputImage) -> FormFile:
    body = require_max_size(image, _IMAGE_MEGABYTES, _NAME).body
    return FormFile(name=name, filename="image", body=body, mime=image.mime)


def _error(reply: HttpReply) -> ProviderError:
    """The error for the status, because bodies have texts but no codes."""
    if reply.status == 404:
        return unknown_model(_NAME)
    return error_of_reply(_NAME, reply)


ADAPTER: Adapter = PhotoroomAdapter()
