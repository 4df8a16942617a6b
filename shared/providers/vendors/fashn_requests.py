"""FASHN's requests: the name of a model and its inputs.

Wire format: PyPI fashn 0.9.0, types/prediction_run_params.py.
"""

from typing import Any

from shared.providers.errors import ProviderInvalidRequest
from shared.providers.formats.aspect_ratios import nearest_ratio
from shared.providers.formats.encoding import without_empty
from shared.providers.formats.numbers import seed_31_bits
from shared.providers.formats.prompts import edit_prompt, with_negative
from shared.providers.reply_errors import not_offered
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    ProviderRequest,
    TryOnRequest,
    VideoRequest,
)

_NAME = "FASHN"

_RATIOS = ("3:4", "2:3", "4:5", "9:16", "1:1", "5:4", "4:3", "3:2", "16:9", "21:9")
# Categories without a person, for which FASHN has another model with the same inputs.
_WITHOUT_PERSON = ("packshot", "flat_lay", "ghost")


def build_inputs(request: ProviderRequest, model: str) -> tuple[str, dict[str, Any]]:
    """Returns the model's name and its inputs without empty ones."""
    match request:
        case TryOnRequest():
            return model, _try_on(request, model)
        case GenerateRequest():
            chosen = "packshot" if request.shot.category in _WITHOUT_PERSON else model
            return chosen, _generate(request, chosen)
        case EditRequest(capability="background"):
            return model, _image(request.image.url, edit_prompt(request), request.seed)
        case EditRequest():
            return model, _image(
                request.image.url, edit_prompt(request), request.seed
            ) | without_empty(
                image_context=request.references[0].url if request.references else "",
                aspect_ratio=request.shot and nearest_ratio(request.shot.aspect_ratio, _RATIOS),
            )
        case InpaintRequest():
            prompt = with_negative(request.prompt, request.negative)
            inputs = _image(request.image.url, prompt, request.seed)
            return model, inputs | {"mask": request.mask.url}
        case CutoutRequest():
            return model, {"image": request.photo.url}
        case VideoRequest():
            return model, _video(request)
        case _:
            raise not_offered(_NAME, request.capability)


def _image(url: str, prompt: str, seed: int) -> dict[str, Any]:
    if not prompt:
        raise ProviderInvalidRequest(f"{_NAME} needs a prompt that describes the change.")
    return {
        "image": url,
        "prompt": prompt,
        "resolution": "2k",
        "seed": seed_31_bits(seed),
        "output_format": "png",
    }


def _try_on(request: TryOnRequest, model: str) -> dict[str, Any]:
    inputs = {"model_image": request.person.url, "seed": seed_31_bits(request.seed)}
    if model == "tryon-v1.6":
        garment = {"garment_image": request.garment.url, "category": request.category}
        return inputs | garment | {"mode": "quality", "output_format": "png"}
    return inputs | without_empty(
        product_image=request.garment.url,
        prompt=request.prompt,
        resolution=_resolution(request.longest_edge),
        generation_mode="quality",
        output_format="png",
    )


def _generate(request: GenerateRequest, model: str) -> dict[str, Any]:
    reference = request.references[0].url if request.references else ""
    on_model = model != "packshot"
    return without_empty(
        product_image=request.cutout.url,
        model_image=reference if on_model else "",
        prompt=request.prompt,
        aspect_ratio=nearest_ratio(request.shot.aspect_ratio, _RATIOS),
        resolution=_resolution(request.longest_edge),
        generation_mode="quality",
        seed=seed_31_bits(request.seed),
        output_format="png",
    )


def _video(request: VideoRequest) -> dict[str, Any]:
    return without_empty(
        image=request.image.url,
        prompt=request.prompt,
        negative_prompt=request.negative,
        duration=5 if request.seconds <= 5 else 10,
        resolution="1080p",
        seed=seed_31_bits(request.seed),
    )


def _resolution(longest_edge: int) -> str:
    return "1k" if longest_edge <= 1024 else "2k" if longest_edge <= 2048 else "4k"
