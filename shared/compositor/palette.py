"""Dominant colors of a set of pixels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.compositor.request import parse_hex
from shared.imaging.raster import Floats

_CELL = 8.0  # of the histogram, in Lab
_SAME = 20.0  # distance up to which two colors are one; shade has less weight than hue
_SHADE = 0.45
_LEAST = 0.04  # share below which a color is ignored
_WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_FROM_XYZ = np.linalg.inv(_TO_XYZ)


@dataclass(frozen=True)
class Swatch:
    """A color (CIE Lab, D65) and its share of the pixels, 0 to 1."""

    lab: tuple[float, float, float]
    share: float

    @property
    def hex(self) -> str:
        return hex_of(self.lab)


def dominant_colours(lab: Floats, most: int = 5) -> list[Swatch]:
    """Dominant colors of pixels (count, 3), the largest first; at least one.

    A histogram cell and its neighbors in hue and shade form one color. The rest is counted again
    without them.
    """
    cells, where = np.unique(np.round(lab / _CELL), axis=0, return_inverse=True)
    counts = np.bincount(where.ravel(), minlength=len(cells)).astype(np.float64)
    sums = np.stack([np.bincount(where.ravel(), lab[:, band]) for band in range(3)], axis=1)
    found: list[Swatch] = []
    left = np.ones(len(cells), dtype=bool)
    while left.any() and len(found) < most:
        peak = int(np.argmax(np.where(left, counts, -1)))
        near = left & (_distance(cells * _CELL, cells[peak] * _CELL) < _SAME)
        share = float(counts[near].sum() / len(lab))
        mean = sums[near].sum(axis=0) / counts[near].sum()
        found.append(Swatch((float(mean[0]), float(mean[1]), float(mean[2])), share))
        left &= ~near
    found.sort(key=lambda swatch: -swatch.share)
    return [found[0], *(swatch for swatch in found[1:] if swatch.share >= _LEAST)]


def lab_of(colour: str) -> tuple[float, float, float]:
    """Convert '#7a1f2b' to CIE Lab (D65) by CIE 15 and IEC 61966-2-1."""
    value = np.array(parse_hex(colour)) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    x, y, z = _bend(_TO_XYZ @ linear / _WHITE)
    return float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z))


def hex_of(lab: tuple[float, float, float]) -> str:
    y = (lab[0] + 16) / 116
    bent = np.array([y + lab[1] / 500, y, y - lab[2] / 200])
    xyz = np.where(bent > 6 / 29, bent**3, 3 * (6 / 29) ** 2 * (bent - 4 / 29)) * _WHITE
    linear = np.clip(_FROM_XYZ @ xyz, 0, 1)
    shown = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + bytes(round(255 * float(value)) for value in np.clip(shown, 0, 1)).hex()


def distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The Euclidean Lab distance (CIE 1976)."""
    return float(np.sqrt(np.square(np.subtract(one, other)).sum()))


def _bend(xyz: NDArray[Any]) -> NDArray[Any]:
    return np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)


def _distance(lab: NDArray[Any], peak: NDArray[Any]) -> NDArray[Any]:
    away = (lab - peak) * np.array([_SHADE, 1, 1])
    return np.asarray(np.sqrt(np.square(away).sum(axis=1)))
