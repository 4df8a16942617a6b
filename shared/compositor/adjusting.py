"""Adjustments that a prompt can name: lighter, warmer, softer and the like."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyvips

from shared.compositor.picture import encode, join_alpha, open_picture, split_alpha
from shared.compositor.request import NotPossible, Rendered


@dataclass(frozen=True)
class Adjustment:
    """Strengths from -2 to 2. 0 changes nothing, 1 is a visible step."""

    light: float = 0.0
    contrast: float = 0.0
    warmth: float = 0.0
    colour: float = 0.0
    softness: float = 0.0


# The setting that a word changes, and its sign.
_WORDS: Mapping[str, tuple[str, float]] = {
    "bright": ("light", 1),
    "brighter": ("light", 1),
    "brighten": ("light", 1),
    "lighter": ("light", 1),
    "lighten": ("light", 1),
    "dark": ("light", -1),
    "darker": ("light", -1),
    "darken": ("light", -1),
    "contrast": ("contrast", 1),
    "contrasty": ("contrast", 1),
    "punchier": ("contrast", 1),
    "flatter": ("contrast", -1),
    "warm": ("warmth", 1),
    "warmer": ("warmth", 1),
    "cool": ("warmth", -1),
    "cooler": ("warmth", -1),
    "colder": ("warmth", -1),
    "vivid": ("colour", 1),
    "vibrant": ("colour", 1),
    "saturated": ("colour", 1),
    "colourful": ("colour", 1),
    "colorful": ("colour", 1),
    "muted": ("colour", -1),
    "paler": ("colour", -1),
    "desaturated": ("colour", -1),
    "soft": ("softness", 1),
    "softer": ("softness", 1),
    "sharp": ("softness", -1),
    "sharper": ("softness", -1),
    "crisper": ("softness", -1),
}
_STRENGTHS = {"slightly": 0.5, "bit": 0.5, "little": 0.5, "much": 1.6, "very": 1.6, "lot": 1.6}
_LESS = {"less", "lower", "reduce", "decrease", "reduced"}
_NO = {"not", "no", "never", "without", "don", "dont"}
# Words without an effect.
_FILLING = frozenset(
    (
        *("a", "an", "and", "the", "it", "its", "this", "that", "make", "made", "more", "please"),
        *("of", "in", "to", "with", "be", "picture", "image", "photo", "photograph", "shot"),
        *("look", "looks", "looking", "light", "lighting", "tone", "tones", "overall", "whole"),
        *("colour", "colours", "color", "colors", "raise", "increase", "higher", "add", "give"),
        *("some", "but", "also", "so", "t", "s"),
    )
)
_KNOWN = "brighter, darker, more or less contrast, warmer, cooler, vivid, muted, softer, sharper"


def adjust(image: bytes, prompt: str) -> tuple[Rendered, tuple[str, ...]]:
    """Apply the adjustments that the prompt names.

    Returns the image and warnings about words that were ignored. Raises NotPossible if the prompt
    names no adjustment or contains a negation.
    """
    adjustment, others = read_adjustment(prompt)
    warnings: tuple[str, ...] = ()
    if others:
        warnings = (f"The studio did not follow: {', '.join(others)}. It knows {_KNOWN}.",)
    return encode(apply(open_picture(image), adjustment)), warnings


def read_adjustment(prompt: str) -> tuple[Adjustment, tuple[str, ...]]:
    """Return the named adjustments and the unknown words, each word once."""
    turned: dict[str, float] = {}
    others: dict[str, None] = {}
    strength, sign = 1.0, 1.0
    for word in re.findall(r"[^\W\d_]+", prompt.lower()):
        if word in _NO:
            raise NotPossible(f"say what to do rather than what not to; the studio knows {_KNOWN}")
        if word in _WORDS:
            what, way = _WORDS[word]
            turned[what] = max(-2.0, min(2.0, turned.get(what, 0.0) + way * sign * strength))
            strength, sign = 1.0, 1.0
        elif word in _STRENGTHS:
            strength = _STRENGTHS[word]
        elif word in _LESS:
            sign = -1.0
        elif word not in _FILLING:
            others[word] = None
    if not turned:
        raise NotPossible(
            f"the studio edits only by these words: {_KNOWN}; connect a provider for other edits"
        )
    return Adjustment(**turned), tuple(others)


def apply(picture: pyvips.Image, wanted: Adjustment) -> pyvips.Image:
    colours, alpha = split_alpha(picture)
    lab = colours.colourspace("lab")
    changed = _tone(lab[0], wanted).bandjoin(_hues(lab, wanted)).copy(interpretation="lab")
    shown = changed.colourspace("srgb").cast("uchar")
    return join_alpha(_texture(shown, wanted.softness), alpha)


def _tone(light: pyvips.Image, wanted: Adjustment) -> pyvips.Image:
    """Apply brightness (a power, which keeps black and white) and contrast around the middle."""
    bent = (light.clamp(min=0, max=100) / 100) ** (0.8**wanted.light)
    # x + c x (1 - x) (2 x - 1) is steeper in the middle and keeps both ends.
    steeper = bent + bent * (1 - bent) * (bent * 2 - 1) * (0.6 * wanted.contrast)
    return (steeper * 100).clamp(min=0, max=100)


def _hues(lab: pyvips.Image, wanted: Adjustment) -> pyvips.Image:
    """Apply warmth and saturation. Black does not change, and white stays nearly white."""
    strength = 1.3**wanted.colour
    light = (lab[0] / 100).clamp(min=0, max=1)
    cast = light * (light * -1 + 1.1) * (2.5 * wanted.warmth)
    return (lab[1] * strength + cast * 3).bandjoin(lab[2] * strength + cast * 12)


def _texture(picture: pyvips.Image, softness: float) -> pyvips.Image:
    if not softness:
        return picture
    unit = max(picture.width, picture.height) / 1000
    if softness < 0:
        sharp = picture.sharpen(sigma=max(0.6, unit), x1=1, m1=0, m2=-2 * softness)
        return sharp.colourspace("srgb").cast("uchar")
    # Blending with a blurred copy imitates a diffusion filter.
    veil = picture.gaussblur(max(0.8, 4 * unit), precision="approximate")
    share = min(0.7, 0.4 * softness)
    return (picture * (1 - share) + veil * share).rint().cast("uchar").copy(interpretation="srgb")
