"""The vocabulary of the set, shared by the library, the generations, Compute and the providers.

Enumerations of backdrops, lightings, categories and framings, and the field types of colors,
aspect ratios, seeds and locales.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

# The largest integer that every JSON parser reads exactly (RFC 8259, section 6).
MAX_SEED = 2**53 - 1

HexColor = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
# Width first, such as "3:4".
AspectRatio = Annotated[str, StringConstraints(pattern=r"^[1-9]\d?:[1-9]\d?$")]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]
# A language tag such as "it" or "pt-BR" (BCP 47).
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")]


def _require_moderate_ratio(ratio: str) -> str:
    width, height = (int(side) for side in ratio.split(":"))
    if width > 4 * height or height > 4 * width:
        raise ValueError("must lie between 1:4 and 4:1, width first, such as 3:4")
    return ratio


# Supported by every image engine: neither side is more than four times the other.
ModerateAspectRatio = Annotated[AspectRatio, AfterValidator(_require_moderate_ratio)]


class Backdrop(StrEnum):
    SEAMLESS = "seamless"
    GRADIENT = "gradient"
    PLASTER = "plaster"
    CONCRETE = "concrete"
    LINEN = "linen"
    ARCH = "arch"


class Lighting(StrEnum):
    SOFT = "soft"
    WINDOW = "window"
    HARD = "hard"
    RIM = "rim"


class Category(StrEnum):
    ON_MODEL = "on_model"
    PACKSHOT = "packshot"
    FLAT_LAY = "flat_lay"
    DETAIL = "detail"
    LIFESTYLE = "lifestyle"
    GHOST = "ghost"
    VIDEO = "video"


class Framing(StrEnum):
    FULL = "full"
    THREE_QUARTER = "three_quarter"
    HALF = "half"
    CLOSE = "close"
