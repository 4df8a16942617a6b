"""Conversion of a hard mask to an anti-aliased edge without background color."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.compositor.segment import Segmentation
from shared.imaging.raster import Bytes2D, Floats, Mask, dilate, erode, to_bytes, to_vips
from shared.imaging.resample import blur

_BLEND_FROM = 350.0  # squared sRGB distance below which the edge is too faint to measure ...
_BLEND_TO = 2500.0  # ... and above which the measurement has full weight
_FAR = 0.1  # colors are extrapolated to where the kernel falls to this

Indices = NDArray[np.intp]


def make_matte(rgb: Bytes2D, small: Bytes2D, found: Segmentation) -> tuple[Bytes2D, Bytes2D]:
    """Return RGBA at the size of `rgb` from a segmentation of `small` (planes), and its alpha.

    In a band along the edge, alpha solves C = a F + (1 - a) B, with F from the product's inside and
    B from the background. F then replaces C, which removes the pale fringe. Where F and B are
    nearly equal the equation is undetermined, and a softened mask is used.
    """
    shape = rgb.shape[0], rgb.shape[1]
    inner, strength = _spread_colour(small, found)
    outer = _outside_colour(small, found.product)
    soft = np.clip(blur(found.product, 0.9) * 2.2 - 0.85, 0, 1)
    alpha = _enlarge(found.product.view(np.uint8) * np.uint8(255), shape)
    where = np.flatnonzero(_enlarge(_band(found), shape))
    at = _scaled(where, shape, (strength.shape[0], strength.shape[1]))
    front, back = (colour.reshape(3, -1).take(at, axis=1) for colour in (inner, outer))
    seen = rgb.reshape(-1, 3).take(where, axis=0).T.astype(np.float32)
    span = front - back
    power = (span * span).sum(axis=0)
    solved = ((seen - back) * span).sum(axis=0) / np.maximum(power, 1)
    solved = np.clip((solved - 0.06) / 0.86, 0, 1)
    trust = np.clip((power - _BLEND_FROM) / (_BLEND_TO - _BLEND_FROM), 0, 1)
    trust *= strength.ravel()[at]
    edge = trust * solved + (1 - trust) * _between(soft, where, shape)
    alpha.ravel()[where] = (edge * 255 + 0.5).astype(np.uint8)
    keep = np.clip((edge - 0.5) * 2, 0, 1) ** 2
    own = np.clip(seen * keep + front * (1 - keep), 0, 255).astype(np.uint8)
    return _join(rgb, alpha, where, own, *_bleed(alpha, inner, found.product)), alpha


def _bleed(alpha: Bytes2D, inner: Floats, product: Mask) -> tuple[Indices, Bytes2D]:
    """Return the clear pixels near the edge and the product color that they keep.

    Resizing the cut-out then mixes no foreign color into the edge.
    """
    shape = alpha.shape[0], alpha.shape[1]
    where = np.flatnonzero(_enlarge(dilate(product, 9), shape) & (alpha == 0))
    height, width = inner.shape[1:]
    colour = inner.reshape(3, -1).take(_scaled(where, shape, (height, width)), axis=1)
    return where, np.clip(colour, 0, 255).astype(np.uint8)


def _join(
    rgb: Bytes2D, alpha: Bytes2D, where: Indices, own: Bytes2D, clear: Indices, bled: Bytes2D
) -> Bytes2D:
    """Assemble RGBA: clear pixels are black, except near the edge, where they keep its color."""
    joined = to_bytes(to_vips(rgb).bandjoin(to_vips(alpha)))
    pixels = joined.view(np.uint32)[..., 0] * (alpha > 0)  # four bytes per element
    flat = pixels.ravel()
    flat[where] = _pack(own, alpha.ravel()[where])
    flat[clear] = _pack(bled, np.zeros(len(clear), dtype=np.uint8))
    return flat.view(np.uint8).reshape(*alpha.shape, 4)


def _pack(colour: Bytes2D, alpha: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Pack colors (3, n) and alpha (n) into one integer each."""
    pixels = np.empty((len(alpha), 4), dtype=np.uint8)
    pixels[:, :3], pixels[:, 3] = colour.T, alpha
    return pixels.view(np.uint32)[:, 0]


def _enlarge(mask: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
    """Enlarge by nearest neighbor. Returns the mask itself if the size is equal."""
    if mask.shape == shape:
        return mask
    rows, columns = (
        np.arange(full) * part // full for full, part in zip(shape, mask.shape, strict=True)
    )
    return np.asarray(mask.take(columns, axis=1).take(rows, axis=0))


def _scaled(where: Indices, full: tuple[int, int], small: tuple[int, int]) -> Indices:
    """Convert flat indices of a large image to those of its small copy."""
    rows, columns = np.divmod(where, full[1])
    rows, columns = rows * small[0] // full[0], columns * small[1] // full[1]
    return rows * small[1] + columns


def _between(values: Floats, where: Indices, full: tuple[int, int]) -> Floats:
    """Read `values` at flat indices of a larger image with linear interpolation."""
    height, width = values.shape
    if values.shape == full:
        return values.ravel()[where]
    rows, columns = np.divmod(where, full[1])
    y = np.clip((rows + 0.5) * (height / full[0]) - 0.5, 0, height - 1.001).astype(np.float32)
    x = np.clip((columns + 0.5) * (width / full[1]) - 0.5, 0, width - 1.001).astype(np.float32)
    top, left = y.astype(np.intp), x.astype(np.intp)
    down, across, at = y - top, x - left, top * width + left
    flat = values.ravel()
    upper = flat[at] * (1 - across) + flat[at + 1] * across
    lower = flat[at + width] * (1 - across) + flat[at + width + 1] * across
    return np.asarray(upper * (1 - down) + lower * down, dtype=np.float32)


def _spread_colour(small: Bytes2D, found: Segmentation) -> tuple[Floats, Floats]:
    """The product's color extrapolated over its edge, and its support (0 to 1)."""
    core = erode(found.product, 2)
    # Weight grows with the distance from the background, so edge mixtures hardly count.
    weight = found.distance * found.distance + np.float32(1e-3)
    weight *= np.where(core, np.float32(1), found.product * np.float32(0.05))
    near = _weighted(small, weight)
    total = blur(near, 1.2, _FAR) + 1e-2 * blur(near, 4.0, _FAR)
    return total[:3] / np.maximum(total[3], 1e-6), (total[3] > 1e-5).astype(np.float32)


def _outside_colour(small: Bytes2D, product: Mask) -> Floats:
    """The background's color extrapolated below the edge, including a cast shadow."""
    away = ~dilate(product, 4)
    wide = blur(_weighted(small, away + np.float32(1e-6)), 6.0, _FAR)
    return np.asarray(wide[:3] / np.maximum(wide[3], 1e-9), dtype=np.float32)


def _weighted(small: Bytes2D, weight: Floats) -> Floats:
    """Weighted colors and the weight, as four planes of half the size."""
    stack = np.empty((4, *weight.shape), dtype=np.float32)
    np.multiply(small, weight, out=stack[:3])
    stack[3] = weight
    even = stack[:, : weight.shape[0] // 2 * 2, : weight.shape[1] // 2 * 2]
    pairs = even[:, ::2] + even[:, 1::2]
    return np.asarray((pairs[..., ::2] + pairs[..., 1::2]) * np.float32(0.25))


def _band(found: Segmentation) -> Mask:
    # Closing the mask bridged narrow gaps at the outline; faint pixels further inside are print.
    gaps = found.product & ~found.certain & dilate(~found.product, 7)
    return (dilate(found.product, 3) & ~erode(found.product, 3)) | gaps
