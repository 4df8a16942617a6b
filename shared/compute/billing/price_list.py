"""The price lists: data, and nothing that calculates.

A change of prices is a new list at the end with a new version; the old ones stay, because
lines of the ledger name them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["image", "megapixel", "second", "1k_tokens", "call"]


@dataclass(frozen=True, kw_only=True)
class Price:
    """`microusd` per unit. `source` says where the amount stands; `assumed` that it was not
    found at the vendor, so it is our guess until somebody who pays the bill corrects it.
    `further_microusd` is what each megapixel after the first costs, where that is less."""

    microusd: int
    unit: Unit
    further_microusd: int | None = None
    source: str = ""
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """The prices since `since` (ISO date), by provider and model; "*" is for all its others."""

    version: int
    since: str
    prices: Mapping[str, Mapping[str, Price]]


def _image(microusd: int, source: str = "") -> Price:
    return Price(microusd=microusd, unit="image", source=source, assumed=not source)


def _megapixel(microusd: int, source: str = "", further: int | None = None) -> Price:
    return Price(
        microusd=microusd,
        unit="megapixel",
        further_microusd=further,
        source=source,
        assumed=not source,
    )


def _second(microusd: int, source: str = "") -> Price:
    return Price(microusd=microusd, unit="second", source=source, assumed=not source)


def _tokens(microusd: int, source: str = "") -> Price:
    """Per 1000 tokens: a mix of nine parts input and one part output."""
    return Price(microusd=microusd, unit="1k_tokens", source=source, assumed=not source)


_FREE = Price(microusd=0, unit="call", source="runs on machines of our own")

# What an image costs at most vendors, where nothing better is known.
_USUAL = _image(40_000)

_BFL = "docs.bfl.ai/quick_start/pricing, November 2026"
_IDEOGRAM = "ideogram.ai/blog/ideogram-api-pricing, November 2026"
_RECRAFT = "recraft.ai/docs/api-reference/pricing: 1 USD is 1000 units"

# The vendor's "from" is the first megapixel; what the further ones of FLUX.2 pro cost is assumed.
_LIST_1: Mapping[str, Mapping[str, Price]] = {
    "studio": {"*": _FREE},
    "comfyui": {"*": _FREE},
    "anthropic": {"*": _tokens(2_800)},
    "bedrock": {
        "*": _image(70_000),
        "us.stability.stable-conservative-upscale-v1:0": _image(400_000),
    },
    "bfl": {
        "*": _USUAL,
        "flux-2-pro": _megapixel(45_000, _BFL, further=15_000),
        "flux-2-max": _megapixel(70_000, _BFL),
        "flux-2-flex": _megapixel(50_000, _BFL),
        "flux-2-klein-4b": _megapixel(14_000, _BFL),
        "flux-2-klein-9b": _megapixel(15_000, _BFL),
        "flux-pro-1.0-fill": _image(50_000),
    },
    "fal": {
        "*": _USUAL,
        "fal-ai/flux-pro/kontext": _image(40_000, "fal.ai/models/fal-ai/flux-pro/kontext"),
        "fal-ai/flux-2-pro/edit": _megapixel(45_000, further=15_000),
        "fal-ai/flux-pro/v1/fill": _megapixel(50_000),
        "fal-ai/nano-banana-pro/edit": _image(150_000),
        "fal-ai/fashn/tryon/v1.6": _image(75_000),
        "fal-ai/bria/background/remove": _image(18_000),
        "fal-ai/clarity-upscaler": _megapixel(30_000),
        "fal-ai/topaz/upscale/image": _image(80_000),
        "fal-ai/kling-video/v3/pro/image-to-video": _second(224_000),
    },
    "fashn": {"*": _image(75_000), "image-to-video": _second(75_000)},
    "gemini": {"*": _tokens(1_100), "gemini-3-pro-image": _image(134_000)},
    "ideogram": {
        "*": _image(60_000, _IDEOGRAM),
        "remove-background/ideogram-1": _image(10_000, _IDEOGRAM),
    },
    "kling": {"*": _image(28_000), "kling-v2-1": _second(90_000)},
    "luma": {"*": _image(15_000), "ray-2": _second(142_000)},
    "magnific": {"*": _image(200_000)},
    "openai": {
        "*": _tokens(3_000),
        "gpt-image-2.5-sunburst": _image(70_000),
        "gpt-image-2.5-flare": _image(70_000),
    },
    "photoroom": {"*": _image(100_000), "v1/segment": _image(20_000)},
    "recraft": {
        "*": _image(40_000, _RECRAFT),
        "recraftv4_1": _image(35_000, _RECRAFT),
        "removeBackground": _image(10_000, _RECRAFT),
        "crispUpscale": _image(4_000, _RECRAFT),
        "creativeUpscale": _image(250_000, _RECRAFT),
    },
    "removebg": {"*": _image(200_000)},
    "replicate": {
        "*": _USUAL,
        "black-forest-labs/flux-2-pro": _megapixel(45_000, further=15_000),
        "black-forest-labs/flux-fill-pro": _image(50_000),
        "bria/remove-background": _image(18_000),
        "topazlabs/image-upscale": _image(80_000),
        "kwaivgi/kling-v2.1": _second(90_000),
    },
    "runway": {"*": _image(80_000), "gen4_turbo": _second(50_000)},
    "stability": {
        "*": _image(50_000),
        "generate/ultra": _image(80_000),
        "generate/core": _image(30_000),
        "upscale/conservative": _image(400_000),
    },
    "veo": {"*": _second(400_000)},
    "vertex_tryon": {"*": _image(60_000)},
}

PRICE_LISTS: tuple[PriceList, ...] = (PriceList(version=1, since="2026-11-01", prices=_LIST_1),)
