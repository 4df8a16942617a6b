"""Runway's requests: the path and the fields of a task.

Wire format: PyPI runwayml 5.24.0, types/*_create_params.py; docs.dev.runwayml.com, "Inputs".
"""

from typing import Any

from shared.providers.errors import ProviderInvalidRequest
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import base64_of
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.reply_errors import not_offered
from shared.providers.requests import (
    GenerateRequest,
    InputImage,
    ProviderRequest,
    UpscaleRequest,
    VideoRequest,
)

_NAME = "Runway"

_PROMPT_UNITS = 1000  # UTF-16 code units
_DATA_URI_BYTES = 5 * 1024 * 1024
_MAX_REFERENCES = 3
# Offered sizes in pixels, the largest of each ratio.
_IMAGE_SIZES = (
    *("1080:1440", "1024:1024", "1080:1920", "1440:1080", "1920:1080", "1168:880"),
    *("2112:912", "1680:720"),
)
_VIDEO_SIZES = ("832:1104", "720:1280", "960:960", "1104:832", "1280:720", "1584:672")


def build_inputs(request: ProviderRequest) -> tuple[str, dict[str, Any]]:
    match request:
        case GenerateRequest():
            return "text_to_image", {
                "promptText": _prompt(request.prompt),
                "ratio": nearest_ratio(request.shot.aspect_ratio, _IMAGE_SIZES),
                "referenceImages": _references(request),
                "seed": seed_31_bits(request.seed),
            }
        case VideoRequest():
            return "image_to_video", {
                "promptText": _prompt(request.prompt),
                "promptImage": _source(request.image),
                "ratio": nearest_ratio(request.aspect_ratio, _VIDEO_SIZES),
                "duration": min(max(request.seconds, 2), 10),
                "seed": seed_31_bits(request.seed),
            }
        case UpscaleRequest():
            return "image_upscale", {
                "imageUri": _source(request.image),
                "scaleFactor": request.factor,
                "flavor": "photo",
            }
        case _:
            raise not_offered(_NAME, request.capability)


def _references(request: GenerateRequest) -> list[dict[str, str]]:
    person_images = [
        {"uri": _source(image), "tag": f"person{number}"}
        for number, image in enumerate(request.references[: _MAX_REFERENCES - 1], start=1)
    ]
    return [{"uri": _source(request.cutout), "tag": "product"}, *person_images]


def _source(image: InputImage) -> str:
    """A data URI, or the URL if the data URI would be too long.

    Runway sends a HEAD request to URLs first, which those presigned for GET do not allow.
    """
    inline = f"data:{image.mime};base64,{base64_of(image)}"
    return inline if len(inline) < _DATA_URI_BYTES else image.url


def _prompt(prompt: str) -> str:
    if len(prompt.encode("utf-16-le")) // 2 > _PROMPT_UNITS:
        raise ProviderInvalidRequest(
            f"{_NAME} takes prompts of up to {_PROMPT_UNITS} characters. Shorten the prompt."
        )
    return prompt
