"""The subject of composed images: a drawn and shaded tailor's dress form."""

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shared.compositor.backdrop import to_display, to_linear
from shared.compositor.noise import shift_tile
from shared.imaging.raster import Floats
from shared.imaging.resample import resize_bytes

# Lengths are in torso units: 1 is from the top of the neck cap to the lower edge of the hip.
HEIGHT = 1.80  # with stand
HALF_WIDTH = 0.30
WAIST_Y, WAIST = 0.60, 0.163
BUST_Y, BUST = 0.40, 0.222
_OUTLINE = (
    (0.040, 0.074),
    (0.075, 0.070),
    (0.110, 0.074),
    (0.135, 0.092),
    (0.155, 0.135),
    (0.180, 0.190),
    (0.205, 0.228),
    (0.235, 0.240),
    (0.290, 0.226),
    (0.340, 0.219),
    (0.400, 0.222),
    (0.480, 0.196),
    (0.560, 0.168),
    (0.600, 0.163),
    (0.650, 0.170),
    (0.750, 0.208),
    (0.850, 0.234),
    (0.920, 0.240),
    (0.980, 0.236),
    (1.000, 0.230),
)


@dataclass(frozen=True)
class FormVariant:
    """Cloth, wood and metal of a form, as hex colors."""

    cloth: str
    seam: str
    wood: str
    stand: str


VARIANTS = {
    "classic": FormVariant("#d8cbb6", "#a8977d", "#6d4a2f", "#5d4129"),
    "noir": FormVariant("#3a3838", "#1d1c1c", "#b08d57", "#a88450"),
    "pearl": FormVariant("#ece8e2", "#c9c2b8", "#c8a77b", "#c2a078"),
    "rose": FormVariant("#d9b9ac", "#ab8779", "#5b4034", "#b58a55"),
}


def choose_variant(name: str) -> str:
    """Return the variant of this name, or a fixed choice for an unknown name."""
    if name in VARIANTS:
        return name
    return sorted(VARIANTS)[zlib.crc32(name.encode()) % len(VARIANTS)] if name else "classic"


def shoulder_y(half_distance: float) -> float:
    """Height of the neck-shoulder line at a distance from the middle, in torso units."""
    ys, widths = _profile()
    upper = (ys > 0.075) & (ys < 0.235)
    return float(np.interp(half_distance, widths[upper], ys[upper]))


def draw_form(
    variant: str, unit: int, side: float, bust_only: bool = False, height: float = HEIGHT
) -> NDArray[np.uint8]:
    """Draw the form as RGBA planes, `unit` pixels per torso, lit from `side` (-1 left, 1 right).

    `bust_only` omits the hip, because trousers hang narrower than it. A `height` above HEIGHT
    lengthens the pole.
    """
    drawn = _draw(choose_variant(variant), side >= 0, bust_only)
    form = resize_bytes(drawn, round(2 * HALF_WIDTH * unit), round(HEIGHT * unit))
    longer = round((height - HEIGHT) * unit)
    if longer <= 0:
        return form
    cut = round(1.4 * unit)
    pole = np.repeat(form[:, cut : cut + 1], longer, axis=1)
    return np.concatenate([form[:, :cut], pole, form[:, cut:]], axis=1)


@lru_cache(maxsize=8)
def _draw(variant: str, from_right: bool, bust_only: bool, unit: int = 760) -> NDArray[np.uint8]:
    paint = VARIANTS[variant]
    ys, xs = np.mgrid[0 : round(HEIGHT * unit), 0 : round(2 * HALF_WIDTH * unit)].astype(np.float32)
    y, x = (ys + 0.5) / unit, (xs + 0.5) / unit - HALF_WIDTH
    side = 1.0 if from_right else -1.0
    canvas = np.zeros((4, *y.shape), dtype=np.float32)
    canvas[:3] = _planes(paint.cloth)
    _paint(canvas, *_stand(x, y, unit, side), _planes(paint.stand))
    cover, cloth = _torso(x, y, unit, side, paint)
    _paint(canvas, cover * _edge(WAIST_Y + 0.03 - y, unit) if bust_only else cover, cloth, None)
    _paint(canvas, *_cap(x, y, unit, side), _planes(paint.wood))
    shown = np.concatenate([to_display(canvas[:3]), canvas[3:] * 255])
    return np.asarray(np.clip(shown, 0, 255), dtype=np.uint8)


def _planes(colour: str) -> Floats:
    """Linear light as planes of shape (3, 1, 1)."""
    return to_linear(colour)[:, None, None]


def _paint(canvas: Floats, cover: Floats, shade: Floats, colour: Floats | None) -> None:
    """Paint a shape on the canvas. Without `colour`, `shade` is a linear RGB image."""
    picture = shade if colour is None else shade * colour
    canvas[:3] += (picture - canvas[:3]) * cover
    np.maximum(canvas[3], cover, out=canvas[3])


def _torso(
    x: Floats, y: Floats, unit: int, side: float, paint: FormVariant
) -> tuple[Floats, Floats]:
    ys, widths = _profile()
    width = np.interp(y[:, 0], ys, widths).astype(np.float32)[:, None]
    # The lower edge is an ellipse seen slightly from above; the cap covers the upper edge.
    sag = 0.020 * np.sqrt(np.clip(1 - (x / 0.232) ** 2, 0, 1))
    cover = _edge(width - np.abs(x), unit) * _edge(0.985 + sag - y, unit) * _edge(y - 0.036, unit)
    across = np.clip(x / width, -1, 1)
    depth = np.sqrt(1 - across**2)
    # Cloth is lighter at the bust and the hip, and darker below them.
    slope = np.gradient(np.interp(y[:, 0], ys, widths), 1 / unit).astype(np.float32)[:, None]
    facing = 0.60 * depth + 0.46 * side * across - 0.42 * slope * depth * (y > 0.24) + 0.10
    facing += (
        0.10 * np.exp(-(((y - 0.37) / 0.05) ** 2)) * np.exp(-(((np.abs(x) - 0.095) / 0.07) ** 2))
    )
    shade = 0.30 + 0.78 * np.clip(facing, 0, 1.1) + 0.10 * (1 - depth) * (across * side < 0)
    shade *= (
        1 - 0.35 * np.exp(-np.abs(y - 0.036) / 0.02) - 0.20 * np.clip((y - 0.9) / 0.1, 0, 1) ** 2
    )
    tile = shift_tile("linen", (0, 0))
    weave = np.tile(tile, (3, 2))[: y.shape[0], : x.shape[1]]
    shade *= 1 + 0.05 * weave
    seams = _seams(x, y, width, unit)
    cloth, seam = _planes(paint.cloth), _planes(paint.seam)
    return cover, (cloth + (seam - cloth) * seams) * shade


def _seams(x: Floats, y: Floats, width: Floats, unit: int) -> Floats:
    """Center, princess and waist seams."""
    body = (y > 0.15).astype(np.float32)
    curve = 0.47 + 0.10 * np.cos((y - 0.4) * 5.5)
    line = np.maximum(
        _line(x, unit) * (y > 0.06), 0.8 * _line(np.abs(x) - curve * width, unit) * body
    )
    arm = np.hypot((np.abs(x) - 0.262) / 0.060, (y - 0.292) / 0.090)
    line = np.maximum(line, 0.7 * _line((arm - 1) * 0.07, unit))
    waist = WAIST_Y + 0.010 * (1 - (x / WAIST) ** 2)
    return np.asarray(np.maximum(line, 0.9 * _line((y - waist) * 0.6, unit)), dtype=np.float32)


def _cap(x: Floats, y: Floats, unit: int, side: float) -> tuple[Floats, Floats]:
    """A turned wooden cap with a finial."""
    disc = np.hypot(x / 0.076, (y - 0.040) / 0.013)
    dome = np.hypot(x / 0.066, (y - 0.036) / 0.022)
    ball = np.hypot(x / 0.017, (y - 0.012) / 0.012)
    nearest = np.minimum(np.minimum(disc, dome), ball)
    cover = _edge((1 - nearest) * 0.012, unit)
    light = (
        0.55 + 0.35 * np.clip(side * x / 0.07, -1, 1) + 0.55 * np.clip((0.040 - y) / 0.03, -0.6, 1)
    )
    gloss = 1.5 * np.exp(-(((x - side * 0.028) / 0.012) ** 2) - (((y - 0.024) / 0.006) ** 2))
    return cover, np.asarray(np.clip(light, 0.25, 1.4) + gloss * 0.6, dtype=np.float32)


def _stand(x: Floats, y: Floats, unit: int, side: float) -> tuple[Floats, Floats]:
    """A turned pole on a round foot."""
    radius = (
        0.0135
        + 0.009 * np.exp(-(((y - 1.04) / 0.018) ** 2))
        + 0.007 * np.exp(-(((y - 1.70) / 0.02) ** 2))
    )
    pole = _edge(radius - np.abs(x), unit) * _edge(1.752 - y, unit) * (y > 0.58)
    round_light = 0.45 + 0.75 * np.exp(-(((x / radius - 0.35 * side) / 0.45) ** 2))
    round_light = round_light * (1 - 0.55 * np.exp(-np.maximum(y - 1.0, 0) / 0.05))
    top = np.hypot(x / 0.185, (y - 1.752) / 0.030)
    rim = np.hypot(x / 0.185, (y - 1.764) / 0.031)
    foot = np.maximum(_edge((1 - top) * 0.03, unit), _edge((1 - rim) * 0.03, unit))
    foot_light = np.where(
        top < 1, 0.95 + 0.25 * side * x / 0.185 - 0.35 * np.exp(-((x / 0.03) ** 2)), 0.50
    )
    shade = np.where(pole > 0.5, round_light, foot_light)
    return np.maximum(pole, foot), np.asarray(shade, dtype=np.float32)


def _edge(distance: Floats, unit: int) -> Floats:
    """Anti-aliased coverage: 1 inside, 0 outside, with a transition of one pixel."""
    return np.asarray(np.clip(distance * unit + 0.5, 0, 1), dtype=np.float32)


def _line(distance: Floats, unit: int) -> Floats:
    return np.asarray(np.exp(-((distance * unit / 1.3) ** 2)), dtype=np.float32)


@lru_cache(maxsize=1)
def _profile() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The smoothed outline: heights and half widths."""
    points = np.array(_OUTLINE)
    ys = np.linspace(0, 1.1, 1101)
    widths = np.interp(ys, points[:, 0], points[:, 1])
    kernel = np.hanning(41) / np.hanning(41).sum()
    padded = np.pad(widths, 20, mode="edge")
    return ys, np.convolve(padded, kernel, mode="valid")
