"""Measures the quality of an image on a small copy (320 pixels on the longest edge)."""

from functools import lru_cache

import numpy as np
import pyvips

from shared.imaging.measures import Score
from shared.imaging.raster import (
    Bytes2D,
    Floats,
    Mask,
    erode,
    percentile,
    to_bytes,
    to_floats,
    to_planes,
    to_vips,
)
from shared.imaging.resample import blur

_EDGE = 320
_CLOSE_UP = 0.75
_WEIGHTS = {
    "sharpness": 0.24,
    "exposure": 0.18,
    "separation": 0.14,
    "framing": 0.20,
    "colour": 0.24,
}


def score(image: bytes, cutout: bytes | None) -> Score:
    """Rate an image from 0 to 1 per check; with a cut-out the product's colors are checked too.

    `quality` is the weighted geometric mean of the checks, so that one bad check lowers it.
    `confidence` is low if the subject cannot be separated from the set.
    """
    small = _load(image)
    display, lab = to_bytes(small), to_planes(to_floats(small.colourspace("lab")))
    subject, contrast = find_subject(lab)
    checks = {
        "sharpness": measure_sharpness(lab[0], subject),
        "exposure": measure_exposure(display, lab[0]),
        "separation": float(1 - np.exp(-contrast / 14)),
        "framing": measure_framing(subject),
    }
    found = float(np.clip(subject.mean() / 0.04, 0, 1))
    if cutout is not None:
        checks["colour"], filled = measure_colour(lab, cutout)
        if filled > 0.5:  # a close-up fills the frame, so framing cannot be judged
            checks["framing"], found = max(checks["framing"], _CLOSE_UP), 1.0
    total = sum(_WEIGHTS[name] for name in checks)
    logs = sum(_WEIGHTS[name] * np.log(max(value, 0.02)) for name, value in checks.items())
    confidence = (
        (0.45 + 0.55 * checks["separation"]) * (0.4 + 0.6 * found) * (1.0 if cutout else 0.8)
    )
    rounded = {name: round(float(value), 4) for name, value in checks.items()}
    return Score(round(float(np.exp(logs / total)), 4), round(float(confidence), 4), rounded)


def find_subject(lab: Floats) -> tuple[Mask, float]:
    """The pixels that differ from their surroundings, and their median difference (Delta E).

    `lab` has the planes L, a and b: (3, height, width).
    """
    depth = max(2, lab.shape[2] // 16)
    sides = np.concatenate([lab[..., :depth], lab[..., -depth:]], axis=2)
    # A set varies from top to bottom (wall, floor) more than from left to right.
    base = np.median(sides, axis=2)[..., None]
    difference = _length(blur(lab, 1.0) - base)
    spread = float(np.median(_length(sides - base)))
    subject = difference > max(7.0, 3.0 * spread)
    contrast = float(np.median(difference[subject])) if subject.any() else 0.0
    return subject, contrast


def measure_sharpness(lightness: Floats, subject: Mask) -> float:
    """Strength of the finest detail within the subject (88th percentile of the Laplacian of L*)."""
    detail = np.abs(
        4 * lightness[1:-1, 1:-1]
        - lightness[:-2, 1:-1]
        - lightness[2:, 1:-1]
        - lightness[1:-1, :-2]
        - lightness[1:-1, 2:]
    )
    where = subject[1:-1, 1:-1]
    found = percentile(detail[where], 88) if where.sum() > 60 else percentile(detail, 97)
    return float(1 - np.exp(-found[0] / 11))


def measure_exposure(display: Bytes2D, lightness: Floats) -> float:
    """Rates medium tones near L* 66, few clipped pixels, and the range from dark to light."""
    red, green, blue = to_planes(display)
    bright = (red > 252) & (green > 252) & (blue > 252)
    clipped = float((bright | ((red < 3) & (green < 3) & (blue < 3))).mean())
    low, middle, high = percentile(lightness, 4, 50, 96)
    balance = np.exp(-(((middle - 66) / 30) ** 2))
    span = np.clip((high - low) / 45, 0, 1)
    return float(
        (0.35 + 0.65 * balance) * (0.5 + 0.5 * span) * np.exp(-3.0 * max(0.0, clipped - 0.02))
    )


def measure_framing(subject: Mask) -> float:
    """Rates the subject's size (best at 30 % of the image) and its distance to the center."""
    solid = erode(subject, 1)
    if not solid.any():
        return 0.05
    rows, columns = np.nonzero(solid)
    height, width = subject.shape
    coverage = float(solid.mean())
    size = np.exp(-((np.log(max(coverage, 1e-3) / 0.30) / 1.3) ** 2))
    offset = np.hypot(columns.mean() / width - 0.5, 0.7 * (rows.mean() / height - 0.47))
    return float((0.25 + 0.75 * size) * np.exp(-((offset / 0.16) ** 2)))


def measure_colour(lab: Floats, cutout: bytes) -> tuple[float, float]:
    """How well the image shows the product's colors (nearest neighbors in Lab), 0 to 1.

    Also returns the share of its left and right edges that has these colors.
    """
    wanted = _sample_colours(cutout)
    if not len(wanted):
        return 0.5, 0.0
    height, width = lab.shape[1:]
    middle = lab[:, height // 16 : -height // 16 : 5, width // 12 : -width // 12 : 5]
    sides = lab[:, ::6, :: width - 1].reshape(3, -1)
    nearest = _gaps(wanted, middle.reshape(3, -1)).min(axis=1)
    filled = float((_gaps(wanted, sides).min(axis=0) < 36).mean())
    return float(np.mean(np.exp(-nearest / 81))), filled


@lru_cache(maxsize=4)  # predictions of one product are rated one after another
def _sample_colours(cutout: bytes) -> Floats:
    """About 250 colors of a cut-out at most, as Lab (n, 3)."""
    product = pyvips.Image.new_from_buffer(cutout, "")
    # Every n-th pixel, unfiltered: averages would be colors that the product does not have.
    step = max(1, max(product.width, product.height) // 48)
    pixels = to_bytes(product)[step // 2 :: step, step // 2 :: step]
    sampled = to_vips(pixels[..., :3]).copy(interpretation="srgb").colourspace("lab")
    colours = to_floats(sampled)[pixels[..., 3] > 200]
    return colours[:: max(1, len(colours) // 250)]


def _gaps(first: Floats, second: Floats) -> Floats:
    """Squared distances between the colors of (n, 3) and (3, m), as (n, m)."""
    # Differences instead of a matrix product, for which BLAS would start threads.
    out = np.zeros((len(first), second.shape[1]), dtype=np.float32)
    for band in range(3):
        gap = first[:, band, None] - second[band]
        gap *= gap
        out += gap
    return out


def _length(planes: Floats) -> Floats:
    return np.asarray(np.sqrt((planes * planes).sum(axis=0)), dtype=np.float32)


def _load(body: bytes) -> pyvips.Image:
    image = pyvips.Image.thumbnail_buffer(body, _EDGE, height=_EDGE, size="down")
    image = image.flatten(background=255) if image.hasalpha() else image
    return image.colourspace("srgb").copy_memory()
