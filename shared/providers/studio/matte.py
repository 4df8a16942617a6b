"""From a hard mask to an anti-aliased edge without the old background's colour in it."""

import numpy as np
from numpy.typing import NDArray

from .raster import Floats, Mask, blur, dilate, erode, resize_vips, to_bytes, to_floats, to_vips
from .segment import Segmentation

_BLEND_FROM = 350.0  # squared sRGB distance where the edge is too faint to measure ...
_BLEND_TO = 2500.0  # ... and where it can be trusted entirely


def make_matte(
    rgb: NDArray[np.uint8], small: NDArray[np.uint8], found: Segmentation
) -> NDArray[np.uint8]:
    """RGBA at the size of `rgb`, from a segmentation of `small`.

    In a band along the edge, alpha solves C = a F + (1 - a) B with F taken from the product's
    inside and B from the background; F then replaces C, which removes the pale fringe. Where
    F and B are nearly equal the equation says nothing, and a softened mask is used.
    """
    height, width = rgb.shape[:2]
    inner, strength = _spread_colour(small, found)
    outer = _outside_colour(small, found.product)
    soft = np.clip(blur(found.product, 0.9) * 2.2 - 0.85, 0, 1) * 255
    alpha = to_bytes(resize_vips(to_vips(soft.astype(np.uint8)), width, height))
    band_full = _enlarge(_band(found), height, width)
    where = np.nonzero(band_full)
    at = _scaled(where, rgb.shape, inner.shape)
    front, back, seen = inner[at], outer[at], rgb[where].astype(np.float32)
    span = front - back
    power = np.einsum("nc,nc->n", span, span)
    solved = np.einsum("nc,nc->n", seen - back, span) / np.maximum(power, 1)
    solved = np.clip((solved - 0.06) / 0.86, 0, 1)
    trust = np.clip((power - _BLEND_FROM) / (_BLEND_TO - _BLEND_FROM), 0, 1) * strength[at]
    edge = trust * solved + (1 - trust) * alpha[where] / 255
    alpha[where] = (edge * 255 + 0.5).astype(np.uint8)
    out = np.empty((height, width, 4), dtype=np.uint8)
    out[..., :3] = rgb
    keep = np.clip((edge - 0.5) * 2, 0, 1)[:, None] ** 2
    out[..., :3][where] = np.clip(seen * keep + front * (1 - keep), 0, 255).astype(np.uint8)
    out[..., 3] = alpha
    _bleed(out, inner, found.product)
    return out


def _bleed(out: NDArray[np.uint8], inner: Floats, product: Mask) -> None:
    """Clear pixels go black, but near the edge they keep the product's colour.

    So the cut-out can be resized as it is: no fringe grows where colour is averaged with nothing.
    """
    clear = out[..., 3] == 0
    out[clear] = 0
    height, width = clear.shape
    near = clear & _enlarge(dilate(product, 9), height, width)
    where = np.nonzero(near)
    out[..., :3][where] = np.clip(inner[_scaled(where, out.shape, inner.shape)], 0, 255).astype(
        np.uint8
    )


def _enlarge(mask: Mask, height: int, width: int) -> Mask:
    """Nearest neighbours; the mask itself when the size is the same."""
    if mask.shape == (height, width):
        return mask
    rows = np.arange(height) * mask.shape[0] // height
    columns = np.arange(width) * mask.shape[1] // width
    return np.asarray(mask.take(rows, axis=0).take(columns, axis=1), dtype=np.bool_)


def _scaled(
    where: tuple[NDArray[np.intp], ...], full: tuple[int, ...], small: tuple[int, ...]
) -> tuple[NDArray[np.intp], ...]:
    """Indices of a large picture as indices of its small copy."""
    return tuple(
        np.minimum((axis * (small[i] / full[i])).astype(np.intp), small[i] - 1)
        for i, axis in enumerate(where)
    )


def _spread_colour(small: NDArray[np.uint8], found: Segmentation) -> tuple[Floats, Floats]:
    """The product's colour carried outwards over its edge, and how much supports it (0..1)."""
    core = erode(found.product, 2)
    # The further from the background, the purer the pixel: edge mixtures hardly count.
    weight = (found.distance**2 + 1e-3) * np.where(core, 1.0, np.where(found.product, 0.05, 0.0))
    near = _weighted(small, weight.astype(np.float32))
    wide = _shrunk_blur(near, 4.0)
    total = _shrunk_blur(near, 1.2) + 1e-2 * wide
    colour = total[..., :3] / np.maximum(total[..., 3:], 1e-6)
    return colour, (total[..., 3] > 1e-5).astype(np.float32)


def _outside_colour(small: NDArray[np.uint8], product: Mask) -> Floats:
    """The background's own colour continued under the edge (a cast shadow included)."""
    away = ~dilate(product, 4)
    wide = _shrunk_blur(_weighted(small, away.astype(np.float32) + 1e-6), 6.0)
    return np.asarray(wide[..., :3] / np.maximum(wide[..., 3:], 1e-9), dtype=np.float32)


def _weighted(small: NDArray[np.uint8], weight: Floats) -> Floats:
    """Colours times weight, and the weight, as a fourth band; half size."""
    stack = np.empty((*weight.shape, 4), dtype=np.float32)
    np.multiply(small, weight[..., None], out=stack[..., :3])
    stack[..., 3] = weight
    return to_floats(to_vips(stack).shrink(2, 2))


def _shrunk_blur(pixels: Floats, sigma: float) -> Floats:
    return to_floats(to_vips(pixels).gaussblur(sigma, precision="approximate", min_ampl=0.1))


def _band(found: Segmentation) -> Mask:
    # Closing the mask bridged narrow gaps beside the outline; further in, faint pixels are print.
    gaps = found.product & ~found.certain & dilate(~found.product, 7)
    return (dilate(found.product, 3) & ~erode(found.product, 3)) | gaps
