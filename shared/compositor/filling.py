"""Smooth filling of a hole in an image from its surroundings.

The fill is the membrane over the hole (Laplace's equation with the surroundings as boundary),
solved from coarse to fine: each size starts from the next smaller one and is relaxed.
"""

import numpy as np

from shared.compositor.picture import (
    encode,
    join_alpha,
    open_picture,
    picture_size,
    split_alpha,
)
from shared.compositor.request import NotPossible, Rendered
from shared.imaging.raster import (
    Bytes2D,
    Floats,
    Mask,
    dilate,
    to_bytes,
    to_floats,
    to_planes,
    to_vips,
)
from shared.imaging.resample import blur, resize

_RIM = 2  # pixels beside the hole that may contain the removed object's edge
_FEATHER = 1.5
_AROUND = 48  # pixels of surroundings that are used
_ROUNDS = 6


def inpaint(image: bytes, mask: bytes, seed: int) -> Rendered:
    """Fill the image where `mask` (same size) is white. Other pixels do not change.

    Raises NotPossible if the sizes differ, or if the mask is empty or full.
    """
    if picture_size(image) != picture_size(mask):
        raise NotPossible("the mask must have the size of the picture")
    colours, alpha = split_alpha(open_picture(image))
    filled = fill_hole(to_bytes(colours), _read_mask(mask), np.random.default_rng(seed))
    return encode(join_alpha(to_vips(filled).copy(interpretation="srgb"), alpha))


def fill_hole(pixels: Bytes2D, hole: Floats, generator: np.random.Generator) -> Bytes2D:
    """Fill a region. `pixels` is (height, width, 3); `hole` is 0 (keep) to 1 (fill)."""
    inside = hole > 0.02
    if not inside.any():
        raise NotPossible("nothing is masked; paint white what is to be filled")
    rows, columns = _surroundings(inside)
    part, share = to_planes(pixels[rows, columns]).astype(np.float32), hole[rows, columns]
    unknown = dilate(inside[rows, columns], _RIM)
    if unknown.all():
        raise NotPossible("everything is masked; leave something to fill the rest from")
    filled = _membrane(part, ~unknown) + _grain(part, ~unknown, generator)
    # Inwards only, so pixels outside the mask do not change.
    soft = share * np.clip(2 * blur(share, _FEATHER) - 1, 0, 1)
    mixed = part * (1 - soft) + filled * soft
    result = pixels.copy()
    result[rows, columns] = np.moveaxis(np.clip(mixed + 0.5, 0, 255).astype(np.uint8), 0, -1)
    return result


def _read_mask(body: bytes) -> Floats:
    mask = open_picture(body)
    if mask.hasalpha():
        mask = mask.flatten(background=0)
    return to_floats(mask.colourspace("b-w")).reshape(mask.height, mask.width) / 255


def _surroundings(inside: Mask) -> tuple[slice, slice]:
    spans = []
    for axis in (1, 0):
        filled = np.flatnonzero(inside.any(axis=axis))
        spans.append(slice(max(0, int(filled[0]) - _AROUND), int(filled[-1]) + 1 + _AROUND))
    return spans[0], spans[1]


def _membrane(planes: Floats, known: Mask) -> Floats:
    """Fill all unknown pixels of planes (3, height, width)."""
    height, width = known.shape
    if known.all():
        return planes
    if max(height, width) <= 2:
        mean = (planes * known).sum(axis=(1, 2)) / known.sum()
        return np.asarray(np.where(known, planes, mean[:, None, None]), dtype=np.float32)
    coarse = resize(_membrane(*_halve(planes, known)), width, height)
    filled = np.where(known, planes, coarse)
    for _ in range(_ROUNDS):
        wide = np.pad(filled, ((0, 0), (1, 1), (1, 1)), mode="edge")
        mean = (wide[:, :-2, 1:-1] + wide[:, 2:, 1:-1] + wide[:, 1:-1, :-2] + wide[:, 1:-1, 2:]) / 4
        filled = np.where(known, planes, mean)
    return np.asarray(filled, dtype=np.float32)


def _halve(planes: Floats, known: Mask) -> tuple[Floats, Mask]:
    """Halve the size. Each pixel is the mean of the known ones of its four."""
    odd = [(0, side % 2) for side in known.shape]
    weights = np.pad(known, odd).astype(np.float32)
    sums = _four(np.pad(planes * known, [(0, 0), *odd]))
    count = _four(weights)
    return np.asarray(sums / np.maximum(count, 1), dtype=np.float32), count > 0


def _four(values: Floats) -> Floats:
    rows = values[..., ::2, :] + values[..., 1::2, :]
    return np.asarray(rows[..., ::2] + rows[..., 1::2], dtype=np.float32)


def _grain(planes: Floats, known: Mask, generator: np.random.Generator) -> Floats:
    """Noise of the surroundings' strength. Without it the filled region is visibly smooth."""
    fine = (planes - blur(planes, 1.5)).mean(axis=0)[known]
    # The median excludes edges, which are not grain.
    spread = 1.48 * float(np.median(np.abs(fine)))
    noise = generator.standard_normal(known.shape, dtype=np.float32)
    return np.asarray(noise * min(spread, 6.0), dtype=np.float32)
