"""Conversion between numpy arrays and libvips images, and operations on masks."""

from typing import Any

import numpy as np
import pyvips
from numpy.typing import NDArray

Bytes2D = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]


def to_vips(pixels: NDArray[np.generic]) -> pyvips.Image:
    """An array (height, width[, bands]) as a libvips image that shares its memory."""
    return pyvips.Image.new_from_array(np.ascontiguousarray(pixels))


def to_floats(image: pyvips.Image) -> Floats:
    """Pixels as float32, (height, width, bands) or (height, width) for one band."""
    return np.asarray(image.cast("float").numpy(), dtype=np.float32)


def to_bytes(image: pyvips.Image) -> Bytes2D:
    """Pixels as uint8, clipped."""
    return np.asarray(image.cast("uchar").numpy(), dtype=np.uint8)


def to_planes(pixels: NDArray[np.generic]) -> NDArray[Any]:
    """(height, width, bands) as (bands, height, width): contiguous rows are fast in numpy."""
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 0))


def resize_vips(
    image: pyvips.Image, width: int, height: int, kernel: str = "linear"
) -> pyvips.Image:
    """Resample to exactly width x height, despite libvips's rounding. Fast for reduction."""
    scaled = image.resize(width / image.width, vscale=height / image.height, kernel=kernel)
    if (scaled.width, scaled.height) == (width, height):
        return scaled
    return scaled.embed(0, 0, width, height, extend="copy")


def percentile(values: NDArray[Any], *shares: float) -> list[float]:
    """As numpy.percentile, whose first call imports modules for 0.1 s."""
    ranked = np.sort(values, axis=None).astype(np.float64)
    positions = np.array(shares) / 100 * (len(ranked) - 1)
    return [float(value) for value in np.interp(positions, np.arange(len(ranked)), ranked)]


def dilate(mask: Mask, radius: int) -> Mask:
    """Grow the mask by `radius` pixels (square structuring element)."""
    for axis in (0, 1):
        mask = _slide(mask, radius, axis, np.logical_or)
    return mask


def erode(mask: Mask, radius: int) -> Mask:
    """Shrink the mask by `radius` pixels; pixels outside of the frame count as set."""
    return ~dilate(~mask, radius)


def spread_maximum(values: Floats, radius: int) -> Floats:
    """The maximum within `radius` pixels (square window); values must not be negative."""
    for axis in (0, 1):
        values = _slide(values, radius, axis, np.maximum)
    return values


def label(mask: Mask) -> NDArray[np.int32]:
    """Numbers of the connected regions (4 neighbors), for set and for unset pixels."""
    labels = to_vips(mask.astype(np.uint8)).labelregions()
    return np.asarray(labels.numpy(), dtype=np.int32).reshape(mask.shape)


def _slide(values: NDArray[Any], radius: int, axis: int, join: np.ufunc) -> NDArray[Any]:
    """`join` over a sliding window, which doubles in each step: logarithmic cost."""
    reach = [(0, 0), (0, 0)]
    reach[axis] = (radius, radius)
    size, span = 2 * radius + 1, 1
    values = np.pad(values, reach)
    while span < size:
        step = min(span, size - span)
        ahead, behind = _shifted(step, axis)
        values = join(values[ahead], values[behind])
        span += step
    return values


def _shifted(step: int, axis: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Two index pairs that overlay an array with itself, shifted by `step` along `axis`."""
    ahead, behind, everything = slice(step, None), slice(None, -step), slice(None)
    if axis == 0:
        return (ahead, everything), (behind, everything)
    return (everything, ahead), (everything, behind)
