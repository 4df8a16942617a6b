"""The graphs of the ComfyUI adapter in ComfyUI's API format, one for each model id.

A model id is `{graph}/v{version}`. A changed graph gets a new version, because results are cached
and priced by it. Besides ComfyUI's own nodes the worker needs:

- the custom nodes of github sipherxyz/comfyui-art-venture (LoadImageFromUrl, input `image`),
  because a job is one request, and ComfyUI's LoadImage reads only files that were uploaded before;
  the worker must be able to reach the URLs of our images;
- for `qwen-edit/v1` the model files named in `_qwen`;
- for `upscale/v1` the model file named in `_upscale`.
"""

from typing import Any

from shared.providers.formats.aspect_ratios import size_for
from shared.providers.formats.prompts import edit_prompt
from shared.providers.reply_errors import not_offered
from shared.providers.requests import (
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    InputImage,
    ProviderRequest,
    UpscaleRequest,
)

_NAME = "ComfyUI"

Graph = dict[str, dict[str, Any]]
SAVE = "save"  # the id of the node whose files are the result
QWEN = "qwen-edit/v1"
UPSCALE = "upscale/v1"

_MAX_PIXELS = 1328 * 1328  # the size the model was trained with
_MAX_IMAGES = 3  # the inputs of TextEncodeQwenImageEditPlus
_STEPS = 20
_CFG = 4.0


def graph_of(request: ProviderRequest, model: str) -> Graph:
    """Raises ProviderInvalidRequest if no graph supports the request."""
    match request:
        case GenerateRequest() if model == QWEN:
            return _generate(request)
        case EditRequest() if model == QWEN:
            images = (request.image, *request.references)
            return _repaint(images, edit_prompt(request), "", request.seed)
        case InpaintRequest() if model == QWEN:
            return _inpaint(request)
        case UpscaleRequest() if model == UPSCALE:
            return _upscale(request)
        case _:
            raise not_offered(_NAME, request.capability)


def _generate(request: GenerateRequest) -> Graph:
    images = (request.cutout, *request.references)
    width, height = size_for(
        request.shot.aspect_ratio, request.longest_edge, step=16, max_pixels=_MAX_PIXELS
    )
    graph = _repaint(images, request.prompt, request.negative, request.seed)
    graph["latent"] = _node("EmptySD3LatentImage", width=width, height=height, batch_size=1)
    if request.steps:
        graph["sampler"]["inputs"]["steps"] = request.steps
    if request.guidance_scale:
        graph["sampler"]["inputs"]["cfg"] = request.guidance_scale
    return graph


def _repaint(images: tuple[InputImage, ...], prompt: str, negative: str, seed: int) -> Graph:
    """Changes the first image as the prompt says; the others are references."""
    loaded = {f"image{n}": _load(one) for n, one in enumerate(images[:_MAX_IMAGES], start=1)}
    return {
        **loaded,
        **_qwen(),
        "canvas": _node(
            "ImageScaleToTotalPixels",
            image=["image1", 0],
            upscale_method="lanczos",
            megapixels=round(_MAX_PIXELS / 1024**2, 2),
        ),
        "latent": _node("VAEEncode", pixels=["canvas", 0], vae=["vae", 0]),
        "positive": _text_encoder(prompt, tuple(loaded)),
        "negative": _text_encoder(negative, tuple(loaded)),
        "sampler": _node(
            "KSampler",
            model=["sharpened", 0],
            positive=["positive", 0],
            negative=["negative", 0],
            latent_image=["latent", 0],
            seed=seed,
            steps=_STEPS,
            cfg=_CFG,
            sampler_name="euler",
            scheduler="simple",
            denoise=1.0,
        ),
        "decoded": _node("VAEDecode", samples=["sampler", 0], vae=["vae", 0]),
        SAVE: _save("decoded"),
    }


def _inpaint(request: InpaintRequest) -> Graph:
    """As `_repaint`, but pixels outside the mask are copied from the input."""
    graph = _repaint((request.image,), request.prompt, request.negative, request.seed)
    return graph | {
        "mask_image": _load(request.mask),
        "mask": _node("ImageToMask", image=["mask_image", 0], channel="red"),
        "encoded": _node("VAEEncode", pixels=["canvas", 0], vae=["vae", 0]),
        "latent": _node("SetLatentNoiseMask", samples=["encoded", 0], mask=["mask", 0]),
        "joined": _node(
            "ImageCompositeMasked",
            destination=["image1", 0],
            source=["decoded", 0],
            mask=["mask", 0],
            x=0,
            y=0,
            resize_source=True,
        ),
        SAVE: _save("joined"),
    }


def _upscale(request: UpscaleRequest) -> Graph:
    """The model enlarges by 4; for a smaller factor its result is scaled down."""
    graph = {
        "image1": _load(request.image),
        "model": _node("UpscaleModelLoader", model_name="RealESRGAN_x4plus.pth"),
        "enlarged": _node("ImageUpscaleWithModel", upscale_model=["model", 0], image=["image1", 0]),
    }
    if request.factor == 4:
        return graph | {SAVE: _save("enlarged")}
    scale = {"upscale_method": "lanczos", "scale_by": request.factor / 4}
    sized = _node("ImageScaleBy", image=["enlarged", 0], **scale)
    return graph | {"sized": sized, SAVE: _save("sized")}


def _qwen() -> Graph:
    return {
        "unet": _node(
            "UNETLoader",
            unet_name="qwen_image_edit_2509_fp8_e4m3fn.safetensors",
            weight_dtype="default",
        ),
        "clip": _node(
            "CLIPLoader",
            clip_name="qwen_2.5_vl_7b_fp8_scaled.safetensors",
            type="qwen_image",
            device="default",
        ),
        "vae": _node("VAELoader", vae_name="qwen_image_vae.safetensors"),
        "shifted": _node("ModelSamplingAuraFlow", model=["unet", 0], shift=3.0),
        "sharpened": _node("CFGNorm", model=["shifted", 0], strength=1.0),
    }


def _text_encoder(prompt: str, images: tuple[str, ...]) -> dict[str, Any]:
    inputs = {name: [name, 0] for name in images}
    return _node(
        "TextEncodeQwenImageEditPlus", clip=["clip", 0], vae=["vae", 0], prompt=prompt, **inputs
    )


def _load(image: InputImage) -> dict[str, Any]:
    return _node("LoadImageFromUrl", image=image.url)


def _save(source: str) -> dict[str, Any]:
    return _node("SaveImage", images=[source, 0], filename_prefix="sartiq")


def _node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}
