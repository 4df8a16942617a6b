"""The outline of a cut-out: garment kind, neckline, width of the body."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.imaging.raster import Mask, percentile

_BOTTOMS = ("trouser", "pant", "jean", "short", "skirt", "legging", "chino", "culotte")
_DRESSES = ("dress", "gown", "jumpsuit", "overall", "coat")


@dataclass(frozen=True)
class Silhouette:
    """Measurements as shares of the cut-out's width (x) and height (y), 0 to 1.

    - `neck`: the highest points left and right of the middle, where a garment rests on shoulders;
      `strapless` means that it has none; `straps` that the points are on narrow parts.
    - `body`: the width of the body without sleeves; `fitted` means that it narrows at the waist.
    - `waist`: the width of the uppermost edge.
    """

    kind: str
    left_neck: float
    right_neck: float
    neck_y: float
    middle_x: float
    dip_y: float
    strapless: bool
    body: float
    fitted: bool
    waist: float
    straps: bool


def measure(inside: Mask, garment: str) -> Silhouette:
    """Measure a mask (height, width) that is cropped to the product."""
    height, width = inside.shape
    rows = np.nonzero(inside.any(axis=1))[0]
    top, bottom = int(rows[0]), int(rows[-1])
    span = max(1, bottom - top)
    body_rows = inside[top + span // 3 : bottom - span // 20 or None]
    runs = _middle_runs(body_rows) if len(body_rows) else np.zeros(1)
    first_row = inside[min(top + max(2, span // 50), height - 1)]
    columns = np.nonzero(first_row)[0]
    waist = (columns[-1] - columns[0]) / width if len(columns) else 0.0
    left, right, neck_y = _neck_points(inside)
    middle = (left + right) / 2 if garment_kind(inside, garment) != "bottom" else 0.5 * width
    dip = int(np.argmax(inside[:, int(np.clip(middle, 0, width - 1))]))
    narrowest = percentile(runs, 4)[0]
    return Silhouette(
        kind=garment_kind(inside, garment),
        left_neck=left / width,
        right_neck=right / width,
        neck_y=neck_y / height,
        middle_x=middle / width,
        dip_y=dip / height,
        strapless=bool(waist > 0.62 and (dip - top) < 0.12 * span),
        body=narrowest / width,
        fitted=_narrows(runs),
        waist=float(waist),
        straps=_has_straps(inside, top + max(2, span // 20), int(left), int(right)),
    )


def garment_kind(inside: Mask, garment: str) -> str:
    """Return 'top', 'dress' or 'bottom': the hint, else by proportions and a gap between legs."""
    hint = garment.lower()
    if any(word in hint for word in _DRESSES):
        return "dress"
    if any(word in hint for word in _BOTTOMS):
        return "bottom"
    height, width = inside.shape
    lower = inside[int(0.75 * height) : int(0.9 * height), int(0.4 * width) : int(0.6 * width)]
    legs = lower.size > 0 and float(lower.all(axis=1).mean()) < 0.5
    if hint:
        return "top"
    if (height > 1.45 * width and legs) or _flares(inside):
        return "bottom"
    return "dress" if height > 1.6 * width else "top"


def _narrows(runs: NDArray[np.float64]) -> bool:
    """Return True if the width above and below exceeds some width in the middle."""
    if len(runs) < 9:
        return False
    third = len(runs) // 4
    middle = runs[third:-third].min()
    return bool(runs[:third].max() > 1.2 * middle and runs[-third:].max() > 1.15 * middle)


def _flares(inside: Mask) -> bool:
    """Return True for a skirt: one straight narrow upper edge without shoulders below it."""
    height, width = inside.shape
    edge, lower = inside[max(2, height // 30)], inside[height // 6]
    waist = int(edge.sum())
    closed = int(np.ptp(np.nonzero(edge)[0])) + 1 if waist else 0
    return bool(
        0.25 * width < waist < 0.7 * width and closed < 1.05 * waist and lower.sum() < 1.4 * waist
    )


def _has_straps(inside: Mask, y: int, left: int, right: int) -> bool:
    """Return True if both neck points are on narrow parts with an open space between them."""
    row = inside[min(y, inside.shape[0] - 1)]
    width = len(row)
    reach = max(2, width // 12)
    near = [row[max(0, x - reach) : x + reach + 1].sum() for x in (left, right)]
    return bool(
        not row[(left + right) // 2] and max(near) < 0.09 * width and right - left > 0.2 * width
    )


def _middle_runs(rows: Mask) -> NDArray[np.float64]:
    """Per row, the length of the filled run around the middle, or the whole row if it is open."""
    middle = rows.shape[1] // 2
    filled = _leading(rows[:, :middle][:, ::-1]) + _leading(rows[:, middle:])
    return np.where(rows[:, middle], filled, rows.sum(axis=1)).astype(np.float64)


def _leading(rows: Mask) -> NDArray[np.intp]:
    """Per row, the number of filled pixels at its start."""
    count: NDArray[np.intp] = np.where(rows.all(axis=1), rows.shape[1], np.argmin(rows, axis=1))
    return count


def _neck_points(inside: Mask) -> tuple[float, float, float]:
    """The highest filled point on each side of the middle, and the lower of both heights."""
    height, width = inside.shape
    tops = np.where(inside.any(axis=0), np.argmax(inside, axis=0), height)
    half = width // 2
    left_y, right_y = int(tops[:half].min()), int(tops[half:].min())
    tolerance = max(1, height // 150)
    left = float(np.nonzero(tops[:half] <= left_y + tolerance)[0].mean())
    right = float(np.nonzero(tops[half:] <= right_y + tolerance)[0].mean()) + half
    return left, right, float(max(left_y, right_y))
