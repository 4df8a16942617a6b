"""Requests and results of the compositor."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.set_vocabulary import Backdrop, Category, Framing, Lighting

BACKDROPS = tuple(Backdrop)
LIGHTINGS = tuple(Lighting)
CATEGORIES = tuple(category for category in Category if category is not Category.VIDEO)
FRAMINGS = tuple(Framing)


class NotPossible(ValueError):
    """The compositor cannot do this. The message says what to do instead."""


class NoProductFound(NotPossible):
    """The photo shows no region that differs from its background."""


@dataclass(frozen=True)
class StudioStyle:
    """The set: material, colors and light. `render` refuses unknown names."""

    backdrop: str = "seamless"
    palette: tuple[str, ...] = ("#e9e4dc",)
    lighting: str = "soft"
    warmth: float = 0.0

    def __post_init__(self) -> None:
        require("backdrop", self.backdrop, BACKDROPS)
        require("lighting", self.lighting, LIGHTINGS)
        if not self.palette:
            raise ValueError("palette needs at least one hex colour such as '#e9e4dc'")
        for colour in self.palette:
            parse_hex(colour)


@dataclass(frozen=True)
class StudioShot:
    """The requested image: category, framing and aspect ratio."""

    category: str = "packshot"
    framing: str = "full"
    aspect_ratio: str = "3:4"

    def __post_init__(self) -> None:
        require("category", self.category, CATEGORIES)
        require("framing", self.framing, FRAMINGS)
        parse_ratio(self.aspect_ratio)


@dataclass(frozen=True)
class StudioRequest:
    """One image. Equal requests on equal cut-outs give equal bytes."""

    style: StudioStyle
    shot: StudioShot
    seed: int
    longest_edge: int = 2048
    form: str = "classic"
    garment: str = ""


@dataclass(frozen=True)
class CutOut:
    """A product without its background.

    `image` is a lossless RGBA file, `coverage` the product's share of the photo, and `bbox` (left,
    top, width, height) in pixels of the decoded photo.
    """

    image: bytes
    width: int
    height: int
    coverage: float
    confidence: float
    bbox: tuple[int, int, int, int]


@dataclass(frozen=True)
class Rendered:
    """A finished image: WebP in sRGB."""

    image: bytes
    width: int
    height: int


def require(what: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"unknown {what} {str(value)!r}; allowed: {', '.join(allowed)}")


def parse_hex(colour: str) -> tuple[int, int, int]:
    """Convert '#e9e4dc' to (233, 228, 220)."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        raise ValueError(f"not a hex colour: {colour!r}") from None
    return red, green, blue


def parse_ratio(aspect_ratio: str) -> tuple[int, int]:
    """Convert '3:4' to (3, 4), width first."""
    try:
        width, height = (int(part) for part in aspect_ratio.split(":"))
        if not (0 < width <= 4 * height and 0 < height <= 4 * width):
            raise ValueError
    except ValueError:
        raise ValueError(f"not an aspect ratio between 1:4 and 4:1: {aspect_ratio!r}") from None
    return width, height
