"""Resizing and blurring as products with banded matrices.

Both are weighted sums along one axis at a time. In blocks of a few outputs the matrix of weights
is small and dense, and each block is one call of BLAS. This is three to ten times faster than
libvips's interpolators and float convolutions, with float precision.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shared.imaging.raster import Floats

_BLOCK = 16  # outputs per block; more when enlarging
# Up to this many multiplications OpenBLAS uses the calling thread only; idle threads burn CPU.
_ONE_THREAD = 1 << 17
Block = tuple[slice, slice, Floats]  # outputs, inputs, weights (inputs, outputs)


def blur(pixels: NDArray[np.generic], sigma: float, least: float = 0.2) -> Floats:
    """Gaussian blur along the last two axes; `sigma` is in pixels, edges are extended.

    The kernel is cut off where it falls below `least` of its maximum.
    """
    values = np.asarray(pixels, dtype=np.float32)
    height, width = values.shape[-2:]
    reach = int(np.sqrt(-2 * np.log(least)) * sigma)
    if not reach:
        return values
    rows, columns = _blur_blocks(height, sigma, reach), _blur_blocks(width, sigma, reach)
    return along_columns(along_rows(values, rows, height), columns, width)


def resize(pixels: NDArray[np.generic], width: int, height: int, kernel: str = "linear") -> Floats:
    """Resample the last two axes to height x width; `kernel` is "linear" or "cubic"."""
    values = np.asarray(pixels, dtype=np.float32)
    if values.shape[-2] != height:
        values = along_rows(values, resize_blocks(values.shape[-2], height, kernel), height)
    if values.shape[-1] != width:
        values = along_columns(values, resize_blocks(values.shape[-1], width, kernel), width)
    return values


def resize_bytes(
    planes: NDArray[np.uint8], width: int, height: int, kernel: str = "linear"
) -> NDArray[np.uint8]:
    """As `resize`, for bytes; the result is rounded and clipped."""
    large = resize(planes, width, height, kernel)
    large += np.float32(0.5)
    np.clip(large, 0, 255, out=large)
    return large.astype(np.uint8)


def along_rows(values: Floats, blocks: Iterable[Block], length: int) -> Floats:
    """Weighted sums of rows: (..., height, width) becomes (..., length, width)."""
    width = values.shape[-1]
    out = np.empty((*values.shape[:-2], length, width), dtype=np.float32)
    for target, source, weights in blocks:
        step = _ONE_THREAD // weights.size
        for left in range(0, width, step):
            part = slice(left, left + step)
            np.matmul(weights.T, values[..., source, part], out=out[..., target, part])
    return out


def along_columns(values: Floats, blocks: Iterable[Block], length: int) -> Floats:
    """Weighted sums of columns: (..., height, width) becomes (..., height, length)."""
    flat = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    out = np.empty((len(flat), length), dtype=np.float32)
    for target, source, weights in blocks:
        step = _ONE_THREAD // weights.size
        for top in range(0, len(flat), step):
            part = slice(top, top + step)
            np.matmul(flat[part, source], weights, out=out[part, target])
    return out.reshape(*values.shape[:-1], length)


@lru_cache(maxsize=64)
def resize_blocks(
    old: int, new: int, kernel: str, first: int = 0, last: int | None = None
) -> tuple[Block, ...]:
    """The weights for outputs `first` to `last` of a row of `old` pixels resampled to `new`."""
    stretch = max(1.0, old / new)
    support = (2.0 if kernel == "cubic" else 1.0) * stretch
    outputs = np.arange(first, new if last is None else last)
    centres = (outputs + 0.5) * old / new - 0.5
    taps = np.floor(centres - support).astype(np.intp)[:, None] + np.arange(
        1, 2 + int(np.ceil(2 * support))
    )
    distance = np.abs(taps - centres[:, None]) / stretch
    weights = _cubic(distance) if kernel == "cubic" else np.maximum(0, 1 - distance)
    return _cut(taps, weights, old, int(np.clip(_BLOCK * new / old, _BLOCK, 4 * _BLOCK)))


@lru_cache(maxsize=64)
def _blur_blocks(length: int, sigma: float, reach: int) -> tuple[Block, ...]:
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-(offsets**2) / (2 * sigma * sigma))
    taps = np.arange(length)[:, None] + offsets
    return _cut(taps, np.broadcast_to(kernel, taps.shape), length, _BLOCK)


def _cubic(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Catmull-Rom kernel."""
    near = (1.5 * distance - 2.5) * distance * distance + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    return np.where(distance < 1, near, np.where(distance < 2, far, 0.0))


def _cut(
    taps: NDArray[np.intp], weights: NDArray[np.float64], length: int, block: int
) -> tuple[Block, ...]:
    """Blocks of the weights (outputs, taps); taps beyond the ends repeat the end pixel."""
    weights = weights / weights.sum(axis=1, keepdims=True)
    taps = np.clip(taps, 0, length - 1)
    blocks = []
    for start in range(0, len(taps), block):
        part, share = taps[start : start + block], weights[start : start + block]
        low, high = int(part.min()), int(part.max()) + 1
        matrix = np.zeros((high - low, len(part)), dtype=np.float32)
        columns = np.broadcast_to(np.arange(len(part))[:, None], part.shape)
        np.add.at(matrix, (part - low, columns), share.astype(np.float32))
        blocks.append((slice(start, start + len(part)), slice(low, high), matrix))
    return tuple(blocks)
