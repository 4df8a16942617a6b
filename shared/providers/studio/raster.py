"""Pictures between numpy and libvips, and the few filters both sides share."""

from typing import Any

import numpy as np
import pyvips
from numpy.typing import NDArray

Bytes2D = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]


def to_vips(pixels: NDArray[np.generic]) -> pyvips.Image:
    """An array (height, width[, bands]) as a vips image sharing its memory."""
    return pyvips.Image.new_from_array(np.ascontiguousarray(pixels))


def to_floats(image: pyvips.Image) -> Floats:
    """Pixels as float32, (height, width, bands) or (height, width) for one band."""
    return np.asarray(image.cast("float").numpy(), dtype=np.float32)


def to_bytes(image: pyvips.Image) -> Bytes2D:
    """Pixels as uint8, clipped."""
    return np.asarray(image.cast("uchar").numpy(), dtype=np.uint8)


def blur(pixels: NDArray[np.generic], sigma: float) -> Floats:
    """Gaussian blur, sigma in pixels; edges are extended."""
    image = to_vips(pixels.astype(np.float32))
    # Wide kernels cost with their radius: a reduced copy looks the same after a wide blur.
    step = int(sigma // 4)
    if step < 2:
        return to_floats(image.gaussblur(sigma, precision="approximate" if sigma > 2 else "float"))
    small = image.shrink(step, step) if min(image.width, image.height) > 4 * step else image
    small = small.gaussblur(sigma * small.width / image.width, precision="float")
    return resize(to_floats(small), image.width, image.height)


def resize(pixels: NDArray[np.generic], width: int, height: int) -> Floats:
    """Resampled to exactly width x height, linear upwards, area downwards."""
    image = to_vips(pixels.astype(np.float32))
    return to_floats(resize_vips(image, width, height))


def resize_vips(
    image: pyvips.Image, width: int, height: int, kernel: str = "linear"
) -> pyvips.Image:
    """`resize` for a vips image, exact in size whatever the rounding."""
    scaled = image.resize(width / image.width, vscale=height / image.height, kernel=kernel)
    if (scaled.width, scaled.height) == (width, height):
        return scaled
    return scaled.embed(0, 0, width, height, extend="copy")


def dilate(mask: Mask, radius: int) -> Mask:
    """Grown by `radius` pixels, a square element; the steps double, so cost is logarithmic."""
    grown = mask
    for axis in (0, 1):
        reach = 0
        while reach < radius:
            step = min(max(reach, 1), radius - reach)
            grown = _spread(grown, step, axis)
            reach += step
    return grown


def erode(mask: Mask, radius: int) -> Mask:
    """Shrunk by `radius` pixels; the frame counts as inside."""
    return ~dilate(~mask, radius)


def label(mask: Mask) -> NDArray[np.int32]:
    """Connected regions (4-neighbours), numbered; both True and False regions get numbers."""
    labels = to_vips(mask.astype(np.uint8)).labelregions()
    return np.asarray(labels.numpy(), dtype=np.int32).reshape(mask.shape)


def shifted(step: int, axis: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The two index pairs that lay an array over itself, moved by `step` along `axis`."""
    ahead, behind, everything = slice(step, None), slice(None, -step), slice(None)
    if axis == 0:
        return (ahead, everything), (behind, everything)
    return (everything, ahead), (everything, behind)


def _spread(mask: Mask, step: int, axis: int) -> Mask:
    grown = mask.copy()
    ahead, behind = shifted(step, axis)
    grown[ahead] |= mask[behind]
    grown[behind] |= mask[ahead]
    return grown
