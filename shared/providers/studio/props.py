"""Hangers and rails: what a garment without a body hangs from."""

import numpy as np
from numpy.typing import NDArray

from .backdrop import to_display, to_linear
from .raster import Floats
from .silhouette import Silhouette

_WOOD, _BRASS = "#a97c4f", "#a8854f"


def draw_hanger(
    outline: Silhouette, width: int, height: int, rise: int, side: float
) -> NDArray[np.uint8]:
    """RGBA (height + rise, width): a hanger for a garment of that size under a hook.

    Tops get shoulders of wood that follow the neck points, trousers a bar with clips.
    """
    ys, xs = np.mgrid[0 : height // 3 + rise, 0:width].astype(np.float32)
    y, x = ys - rise, xs - outline.middle_x * width
    unit = max(width, height)
    rod = max(2.0, 0.0048 * unit)
    canvas = np.zeros((*y.shape, 4), dtype=np.float32)
    if outline.kind == "bottom" or outline.strapless:
        base = _clip_bar(canvas, x, y, outline, width, rod, side)
    else:
        base = _shoulders(canvas, x, y, outline, width, height, rod, side)
    _hook(canvas, x, y, base, rise, rod, side)
    shown = np.concatenate([to_display(canvas[..., :3]), canvas[..., 3:] * 255], axis=2)
    return np.asarray(np.clip(shown, 0, 255), dtype=np.uint8)


def draw_rail(width: int, thickness: int, side: float) -> NDArray[np.uint8]:
    """A brass rod across the picture, RGBA (thickness, width)."""
    ys, xs = np.mgrid[0:thickness, 0:width].astype(np.float32)
    v = (ys + 0.5) / thickness * 2 - 1
    shade = 0.35 + 0.85 * np.exp(-(((v + 0.35) / 0.4) ** 2)) + 0.10 * side * (xs / width - 0.5)
    canvas = np.ones((thickness, width, 4), dtype=np.float32)
    canvas[..., :3] = to_linear(_BRASS) * shade[..., None]
    canvas[..., 3] = np.clip((1 - np.abs(v)) * thickness / 2 + 0.2, 0, 1)
    shown = np.concatenate([to_display(canvas[..., :3]), canvas[..., 3:] * 255], axis=2)
    return np.asarray(np.clip(shown, 0, 255), dtype=np.uint8)


def _hook(
    canvas: Floats, x: Floats, y: Floats, base: float, rise: int, rod: float, side: float
) -> None:
    radius = 0.20 * rise + 2 * rod
    centre_y = -rise + radius + rod * 1.2
    ring = np.abs(np.hypot(x, y - centre_y) - radius)
    angle = np.arctan2(x * side, y - centre_y)  # 0 is straight down
    bow = np.where((angle > 0.05) & (angle < 1.25), 9e9, ring)
    stem = np.where((y > centre_y + radius - rod) & (y < base), np.abs(x), 9e9)
    distance = np.minimum(bow, stem)
    cover = np.clip(rod * 0.8 - distance + 0.5, 0, 1)
    gloss = 0.55 + 0.75 * np.exp(-((distance / (0.35 * rod)) ** 2))
    _lay(canvas, cover, gloss, _BRASS)


def _shoulders(
    canvas: Floats,
    x: Floats,
    y: Floats,
    outline: Silhouette,
    width: int,
    height: int,
    rod: float,
    side: float,
) -> float:
    """The wooden bow; only what the neckline leaves open will be seen."""
    neck = max(0.06 * width, (outline.right_neck - outline.left_neck) / 2 * width)
    neck_y = outline.neck_y * height
    reach = max(neck * 1.05, 0.36 * outline.body * width)
    thickness = 4.2 * rod
    share = np.clip(np.abs(x) / reach, 0, 1.2)
    # Straps hang from the ends; other garments hide the bow behind their collar.
    middle = neck_y - 0.16 * reach - 0.1 * thickness if outline.straps else neck_y + 1.1 * thickness
    line = middle + 0.16 * reach * share**1.6
    cover = np.clip(thickness / 2 - np.abs(y - line) + 0.5, 0, 1) * (np.abs(x) < reach)
    shade = (
        0.62 + 0.5 * np.clip((line - y) / thickness + 0.3, 0, 1) + 0.12 * side * x / max(reach, 1)
    )
    _lay(canvas, cover, shade * (1 + 0.05 * np.sin(x * 0.35 + 6 * np.sin(y * 0.5))), _WOOD)
    return float(middle)


def _clip_bar(
    canvas: Floats, x: Floats, y: Floats, outline: Silhouette, width: int, rod: float, side: float
) -> float:
    reach = 0.5 * outline.waist * width * 0.86
    top = 0.012 * canvas.shape[0]
    bar_y = top - 5.0 * rod
    bar = np.clip(rod * 0.7 - np.abs(y - bar_y) + 0.5, 0, 1) * (np.abs(x) < reach)
    _lay(canvas, bar, 0.55 + 0.7 * np.exp(-(((y - bar_y) / (0.4 * rod)) ** 2)), _BRASS)
    for place in (-0.86, 0.86):
        near = np.maximum(
            np.abs(x - place * reach) / (2.1 * rod), np.abs(y - top - 0.5 * rod) / (6.2 * rod)
        )
        clip = np.clip((1 - near) * 4 * rod, 0, 1)
        _lay(canvas, clip, 0.6 + 0.35 * np.cos((x - place * reach) / (2.1 * rod)) + 0 * y, _BRASS)
    return float(bar_y)


def _lay(canvas: Floats, cover: Floats, shade: Floats, colour: str) -> None:
    cover = cover.astype(np.float32)
    # On an empty canvas the colour goes in whole, or edges would mix with black.
    weight = np.where(canvas[..., 3] > 0, cover, 1.0)[..., None]
    canvas[..., :3] += (to_linear(colour) * shade[..., None] - canvas[..., :3]) * weight
    canvas[..., 3] = np.maximum(canvas[..., 3], cover)
