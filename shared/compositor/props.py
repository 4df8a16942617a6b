"""Hangers and rails for garments without a body."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.compositor.backdrop import to_display, to_linear
from shared.compositor.silhouette import Silhouette
from shared.imaging.raster import Floats

_WOOD, _BRASS = "#a97c4f", "#a8854f"


def draw_hanger(
    outline: Silhouette, width: int, height: int, rise: int, side: float
) -> tuple[NDArray[np.uint8], int]:
    """Return the RGBA planes of a hanger for a garment, and their left edge from the garment's.

    The upper edge with the hook lies `rise` above the garment's. Tops get wooden shoulders that
    follow the neck points, trousers a bar with clips.
    """
    rod = max(2.0, 0.0048 * max(width, height))
    clipped = outline.kind == "bottom" or outline.strapless
    wood = _measure_wood(outline, width, height, rod)
    reach = 0.5 * outline.waist * width * 0.86 if clipped else wood.reach
    top = 0.012 * (height // 3 + rise)
    lowest = top + 7 * rod if clipped else wood.middle + 0.16 * wood.reach + wood.thickness
    middle = outline.middle_x * width
    half = max(reach, _hook_radius(rise, rod)) + 3 * rod
    first, last = max(0, int(middle - half)), min(width, int(middle + half) + 1)
    rows = min(height // 3, max(1, int(lowest) + 2)) + rise
    y = np.arange(-rise, rows - rise, dtype=np.float32)[:, None]
    x = np.arange(first, last, dtype=np.float32)[None, :] - np.float32(middle)
    canvas = np.zeros((4, rows, last - first), dtype=np.float32)
    if clipped:
        base = _clip_bar(canvas, x, y, reach, top, rod)
    else:
        base = _shoulders(canvas, x, y, wood, rod, side)
    _hook(canvas, x, y, base, rise, rod, side)
    return _show(canvas), first


def draw_rail(width: int, thickness: int, side: float) -> NDArray[np.uint8]:
    """A brass rod across the image, as RGBA planes (4, thickness, width)."""
    x = np.arange(width, dtype=np.float32)[None, :]
    v = (np.arange(thickness, dtype=np.float32)[:, None] + 0.5) / thickness * 2 - 1
    shade = 0.35 + 0.85 * np.exp(-(((v + 0.35) / 0.4) ** 2)) + 0.10 * side * (x / width - 0.5)
    canvas = np.ones((4, thickness, width), dtype=np.float32)
    canvas[:3] = to_linear(_BRASS)[:, None, None] * shade
    canvas[3] = np.clip((1 - np.abs(v)) * thickness / 2 + 0.2, 0, 1)
    return _show(canvas)


@dataclass(frozen=True)
class _Wood:
    """The bow of a hanger: half its width, its thickness, and the depth of its middle."""

    reach: float
    thickness: float
    middle: float


def _measure_wood(outline: Silhouette, width: int, height: int, rod: float) -> _Wood:
    neck = max(0.06 * width, (outline.right_neck - outline.left_neck) / 2 * width)
    neck_y = outline.neck_y * height
    reach, thickness = max(neck * 1.05, 0.36 * outline.body * width), 4.2 * rod
    # Straps hang from the ends; the collar of other garments covers the bow.
    middle = neck_y - 0.16 * reach - 0.1 * thickness if outline.straps else neck_y + 1.1 * thickness
    return _Wood(reach, thickness, middle)


def _show(canvas: Floats) -> NDArray[np.uint8]:
    shown = np.concatenate([to_display(canvas[:3]), canvas[3:] * 255])
    return np.asarray(np.clip(shown, 0, 255), dtype=np.uint8)


def _hook_radius(rise: int, rod: float) -> float:
    return 0.20 * rise + 2 * rod


def _hook(
    canvas: Floats, x: Floats, y: Floats, base: float, rise: int, rod: float, side: float
) -> None:
    radius = _hook_radius(rise, rod)
    near = np.flatnonzero(np.abs(x[0]) < radius + 2 * rod)
    canvas, x = canvas[..., near[0] : near[-1] + 1], x[:, near[0] : near[-1] + 1]
    centre_y = -rise + radius + rod * 1.2
    ring = np.abs(np.hypot(x, y - centre_y) - radius)
    angle = np.arctan2(x * side, y - centre_y)  # 0 is straight down
    bow = np.where((angle > 0.05) & (angle < 1.25), 9e9, ring)
    stem = np.where((y > centre_y + radius - rod) & (y < base), np.abs(x), 9e9)
    distance = np.minimum(bow, stem)
    cover = np.clip(rod * 0.8 - distance + 0.5, 0, 1)
    gloss = 0.55 + 0.75 * np.exp(-((distance / (0.35 * rod)) ** 2))
    _lay(canvas, cover, gloss, _BRASS)


def _shoulders(canvas: Floats, x: Floats, y: Floats, wood: _Wood, rod: float, side: float) -> float:
    """The wooden bow. Only the part above the neckline is visible."""
    upper = wood.middle - wood.thickness
    rows = np.flatnonzero(y[:, 0] >= upper)
    if not len(rows):
        return wood.middle
    canvas, y = canvas[:, rows[0] :], y[rows[0] :]
    share = np.clip(np.abs(x) / wood.reach, 0, 1.2)
    line = wood.middle + 0.16 * wood.reach * share**1.6
    cover = np.clip(wood.thickness / 2 - np.abs(y - line) + 0.5, 0, 1) * (np.abs(x) < wood.reach)
    lit = np.clip((line - y) / wood.thickness + 0.3, 0, 1)
    shade = 0.62 + 0.5 * lit + 0.12 * side * x / max(wood.reach, 1)
    _lay(canvas, cover, shade * (1 + 0.05 * np.sin(x * 0.35 + 6 * np.sin(y * 0.5))), _WOOD)
    return wood.middle


def _clip_bar(canvas: Floats, x: Floats, y: Floats, reach: float, top: float, rod: float) -> float:
    bar_y = top - 5.0 * rod
    rows = np.flatnonzero(y[:, 0] >= bar_y - 2 * rod)
    canvas, y = canvas[:, rows[0] :], y[rows[0] :]
    bar = np.clip(rod * 0.7 - np.abs(y - bar_y) + 0.5, 0, 1) * (np.abs(x) < reach)
    _lay(canvas, bar, 0.55 + 0.7 * np.exp(-(((y - bar_y) / (0.4 * rod)) ** 2)), _BRASS)
    for place in (-0.86, 0.86):
        near = np.maximum(
            np.abs(x - place * reach) / (2.1 * rod), np.abs(y - top - 0.5 * rod) / (6.2 * rod)
        )
        clip = np.clip((1 - near) * 4 * rod, 0, 1)
        _lay(canvas, clip, 0.6 + 0.35 * np.cos((x - place * reach) / (2.1 * rod)) + 0 * y, _BRASS)
    return bar_y


def _lay(canvas: Floats, cover: Floats, shade: Floats, colour: str) -> None:
    cover = cover.astype(np.float32)
    # On an empty canvas the color is not blended, or edges would mix with black.
    weight = np.where(canvas[3] > 0, cover, np.float32(1))
    canvas[:3] += (to_linear(colour)[:, None, None] * shade - canvas[:3]) * weight
    canvas[3] = np.maximum(canvas[3], cover)
