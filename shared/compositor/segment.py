"""Segmentation of a product: a background model and a fill from the border."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.imaging.raster import Floats, Mask, dilate, erode, label, spread_maximum
from shared.imaging.resample import blur

_MIN_STEP = 0.62  # Delta E: about two gray levels near white, the smallest step that a JPEG keeps
_CHROMA = 0.4  # weight of a* and b*: JPEG stores them at half size and coarsely
_FAINT_GARMENT = 6.0  # median Delta E of a garment that is as pale as its background
_FAINT = 2.2  # Delta E below which a pixel counts only together with its neighbors


@dataclass(frozen=True)
class Segmentation:
    """`product` is filled and closed; `certain` are the pixels that differ by themselves.

    `distance` is the CIE76 Delta E from the modelled background; `threshold` has the same unit.
    """

    product: Mask
    certain: Mask
    distance: Floats
    threshold: float


def segment(lab: Floats) -> Segmentation:
    """Separate the product in a Lab image, planes (3, height, width)."""
    background, noise = model_background(lab)
    delta = lab - background
    distance = np.sqrt(_squared(delta))
    threshold = max(_MIN_STEP, 4.0 * noise)
    near = spread_maximum(distance, 9)
    certain = _smooth(distance) > np.maximum(threshold, ringing_bar(near))
    reach = max(2, round(max(distance.shape) / 300))
    closed = erode(_fill(dilate(_pad(certain, reach), reach)), reach)
    product = closed[reach:-reach, reach:-reach]
    # White on white: shade, cloth and paper are indistinguishable inside the outline.
    faint = bool(product.any()) and float(np.median(distance[product])) < _FAINT_GARMENT
    if not faint:
        product &= ~find_openings(product & ~certain, delta, near, noise)
    product &= ~find_shadow(product, delta, near, noise, faint)
    product = peel(product, distance, near)
    # Compression makes a faint outline ragged; cloth is smooth.
    wide, faintest = (5 * reach, 40) if faint else (3 * reach, 9)
    bridged = erode(dilate(_pad(product, wide), wide), wide)[wide:-wide, wide:-wide]
    product |= bridged & (near < faintest)
    product = np.where(near < 16, blur(product, 2.5) > 0.5, product)
    return Segmentation(keep_large(product), certain, distance, threshold)


def ringing_bar(near: Floats) -> Floats:
    """The Delta E that compression alone can cause beside an edge.

    Within one block of an edge, JPEG rings by a few levels, and by a share of the edge if it is
    strong. Chroma bleeds twice as far.
    """
    far = spread_maximum(near, 8)
    strong = np.maximum(0.045 * near, 0.022 * far)
    return np.asarray(np.maximum(np.minimum(0.25 * near, 1.4), strong), dtype=np.float32)


def model_background(lab: Floats) -> tuple[Floats, float]:
    """Fit a quadratic surface to the border, and measure the noise around it in Delta E.

    Reweighted least squares keep a product that touches the frame from bending the surface.
    """
    height, width = lab.shape[1:]
    y = np.arange(height, dtype=np.float32) / height - 0.5
    x = np.arange(width, dtype=np.float32) / width - 0.5
    depth = max(2, round(0.03 * min(height, width)))
    ring = np.ones((height, width), dtype=np.bool_)
    ring[depth:-depth, depth:-depth] = False
    rows, columns = np.divmod(np.flatnonzero(ring)[::3], width)
    u, v, samples = x[columns], y[rows], lab[:, rows, columns].T
    terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=1).astype(np.float64)
    residual = _length(samples - np.median(samples, axis=0))
    fit: Floats = np.zeros((6, 3))
    ridge = 1e-9 * np.eye(6)
    for _ in range(4):
        good = residual <= max(1.0, 3.0 * float(np.median(residual)))
        some = terms[good]  # six well-scaled terms, so the normal equations are exact enough
        fit = np.linalg.solve(some.T @ some + ridge, some.T @ samples[good])
        residual = _length(samples - terms @ fit)
    c, cx, cy, cxx, cxy, cyy = fit.astype(np.float32)[:, :, None]
    constant, slope = c + y * (cy + y * cyy), cx + y * cxy  # bands by rows
    background: Floats = slope[..., None] * x + constant[..., None]
    background += (cxx * (x * x))[:, None]
    return background, float(np.median(residual))


def find_openings(gaps: Mask, delta: Floats, near: Floats, noise: float) -> Mask:
    """Return see-through regions inside the outline, such as between straps.

    Their mean color equals the background's (ringing beside a strap cancels out), they are flat,
    and another color surrounds them.
    """
    gaps = erode(gaps, 1)
    where = np.flatnonzero(gaps)
    labels = label(gaps).ravel()
    count = int(labels.max()) + 1
    region = labels[where].astype(np.intp)
    size = np.maximum(np.bincount(region, minlength=count), 1)
    planes = [band.ravel()[where] for band in delta]
    means = [np.bincount(region, plane, count) / size for plane in planes]
    offset = np.hypot(means[0], np.hypot(means[1], means[2]) * _CHROMA)
    spread = np.bincount(region, np.abs(planes[0]), count) / size
    rim = np.flatnonzero(gaps & dilate(~gaps, 1))
    around = _label_mean(near.ravel()[rim] > 17, labels[rim], count)
    enclosed = (around > 0.85) | ((spread < 0.12 + 1.2 * noise) & (around > 0.45))
    # A narrow slit consists of ringing; a wide opening must show the background.
    bar = np.where(size < gaps.size / 1000, 0.455, 0.16)
    exact = (offset < bar + 0.5 * noise) & (spread < 0.47 + 1.4 * noise)
    large = size >= max(30, gaps.size // 15000)
    return dilate(gaps & (exact & large & enclosed)[labels].reshape(gaps.shape), 1)


def peel(product: Mask, distance: Floats, near: Floats) -> Mask:
    """Remove fragments of ringing at a strong outline, up to eight pixels deep."""
    crumb = product & (distance < np.minimum(0.05 * near, 1.8))
    outside = ~product
    for _ in range(8):
        outside |= dilate(outside, 1) & crumb
    return ~outside


def _label_mean(values: Mask, labels: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    size = np.maximum(np.bincount(labels, minlength=count), 1)
    return np.asarray(np.bincount(labels, values, count) / size)


def find_shadow(product: Mask, delta: Floats, near: Floats, noise: float, faint: bool) -> Mask:
    """Return the product's cast shadow: darker, without color, texture or edge."""
    lightness = delta[0]
    soft, green_red, blue_yellow = blur(delta, 1.4)
    slope_y, slope_x = np.gradient(soft)
    texture = blur(np.abs(lightness - soft), 1.6)
    chroma = np.sqrt(green_red * green_red + blue_yellow * blue_yellow)
    plain = (texture < 0.26 + 1.3 * noise) & (chroma < 0.7 + 1.8 * noise)
    fading = (slope_x * slope_x + slope_y * slope_y < 1.0) & (soft < 0.3) & (soft > -30)
    # Shade on a white garment looks like a shadow, so the search stays near the outline there.
    # Beside a garment of another color, as between sleeve and body, its depth is unlimited.
    strong = (near > 26) & (not faint)
    outside = ~product
    reachable = dilate(outside, 10 if faint else 16) | dilate(strong, 12)
    candidates = product & plain & fading & reachable
    # A garment has an edge that separates its plain parts from the outside; a shadow has none.
    labels = label(candidates)
    where = np.flatnonzero(candidates)
    region = labels.ravel()[where].astype(np.intp)
    count = int(labels.max()) + 1
    rim = dilate(outside, 1).ravel()[where]
    touching = np.bincount(region[rim], minlength=count)
    deepest = np.zeros(count, dtype=np.float32)
    np.maximum.at(deepest, region, -soft.ravel()[where])
    shadow: Mask = candidates & ((touching > 6) & (deepest > 2.0 + 2 * noise))[labels]
    if not shadow.any():
        return shadow
    # The darkest strip touches the product, whose edge disturbs the measurement there.
    rest = (
        product & (near > 16) & (lightness > -0.4 * near) & (chroma < 2.5 + noise) & (lightness < 1)
    )
    rest &= np.abs(lightness) < 25
    grown = shadow | (outside & strong) if shadow.mean() > 0.002 else shadow.copy()
    for _ in range(7):
        grown |= dilate(grown, 1) & rest
    return np.asarray(grown & product, dtype=np.bool_)


def keep_large(product: Mask) -> Mask:
    """Remove regions smaller than a hundredth of the largest one."""
    labels = label(product)
    size = np.bincount(labels[product], minlength=int(labels.max()) + 1)
    large = size >= max(16, 0.01 * size.max())
    return np.asarray(large[labels] & product, dtype=np.bool_)


def _fill(mask: Mask) -> Mask:
    """Return every pixel that the border cannot reach."""
    labels = label(mask)
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    frame = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    inside = np.ones(int(labels.max()) + 1, dtype=np.bool_)
    inside[edge[~frame]] = False
    return np.asarray(inside[labels], dtype=np.bool_)


def _pad(mask: Mask, reach: int) -> Mask:
    return np.pad(mask, reach)


def _smooth(distance: Floats) -> Floats:
    """Root mean square over a small neighborhood: noise averages out, texture adds up."""
    return np.asarray(np.sqrt(np.maximum(blur(distance * distance, 0.8), 0)), dtype=np.float32)


def _squared(delta: Floats) -> Floats:
    """The squared Delta E. Color has less weight than lightness."""
    colour = delta[1] * delta[1] + delta[2] * delta[2]
    return np.asarray(delta[0] * delta[0] + _CHROMA * _CHROMA * colour, dtype=np.float32)


def _length(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt((vectors * vectors).sum(axis=1)), dtype=np.float32)
