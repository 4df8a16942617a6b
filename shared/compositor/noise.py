"""Seamless noise, computed once per process and shifted by the seed."""

from functools import lru_cache

import numpy as np

from shared.imaging.raster import Floats

TILE = 512


@lru_cache(maxsize=16)
def make_tile(kind: str) -> Floats:
    """A periodic texture (512, 512) with mean 0, about -1 to 1. `_RECIPES` lists the kinds."""
    recipe = _RECIPES[kind]
    generator = np.random.Generator(np.random.PCG64(recipe["seed"]))
    tile = sum(
        weight * _filtered(generator, slope, low, high, stretch)
        for weight, slope, low, high, stretch in recipe["layers"]
    )
    if kind == "linen":
        # Warp and weft.
        tile = tile + 0.8 * tile.T + 0.45 * _weave()
    tile = np.asarray(tile, dtype=np.float32)
    tile -= tile.mean()
    return np.asarray(np.clip(tile / (2.6 * tile.std()), -1, 1), dtype=np.float32)


def shift_tile(kind: str, offset: tuple[int, int]) -> Floats:
    """Shift the tile cyclically, so that equal sets have different marks."""
    return np.roll(make_tile(kind), offset, axis=(0, 1))


def clouds(width: int, height: int, offset: tuple[int, int], zoom: float = 1.0) -> Floats:
    """Soft large-scale variation, (height, width), -1 to 1."""
    tile = shift_tile("clouds", offset)
    rows = (np.arange(height) / zoom).astype(np.intp) % TILE
    columns = (np.arange(width) / zoom).astype(np.intp) % TILE
    return tile[np.ix_(rows, columns)]


def _filtered(
    generator: np.random.Generator, slope: float, low: float, high: float, stretch: float
) -> Floats:
    """White noise shaped by |f|^-slope between two frequencies (cycles per tile).

    `stretch` above 1 elongates the grain along x. Periodic, because it is built in the Fourier
    domain.
    """
    spectrum = np.fft.rfft2(generator.standard_normal((TILE, TILE)))
    fy = np.fft.fftfreq(TILE)[:, None] * TILE
    fx = np.fft.rfftfreq(TILE)[None, :] * TILE
    frequency = np.hypot(fx * stretch, fy)
    gain = np.where((frequency >= low) & (frequency <= high), np.maximum(frequency, 1) ** -slope, 0)
    noise = np.fft.irfft2(spectrum * gain, s=(TILE, TILE))
    return np.asarray(noise / noise.std(), dtype=np.float32)


def _weave() -> Floats:
    """Plain weave with threads of six pixels."""
    ys, xs = np.mgrid[0:TILE, 0:TILE].astype(np.float32) * (2 * np.pi / 8)
    return np.asarray(np.sin(xs) * np.cos(ys / 2) + np.cos(xs / 2) * np.sin(ys), dtype=np.float32)


# weight, slope, lowest and highest frequency, stretch
_RECIPES: dict[str, dict] = {  # type: ignore[type-arg]
    "clouds": {"seed": 11, "layers": [(1.0, 1.6, 1, 24, 1.0)]},
    "grain": {"seed": 12, "layers": [(1.0, 0.0, 60, 256, 1.0)]},
    "plaster": {
        "seed": 13,
        "layers": [(1.0, 1.5, 3, 120, 1.0), (0.7, 1.0, 6, 90, 3.2), (0.45, 0.2, 60, 200, 1.0)],
    },
    "concrete": {"seed": 14, "layers": [(1.0, 1.2, 4, 60, 1.0), (0.6, 0.1, 50, 180, 1.0)]},
    "linen": {"seed": 15, "layers": [(0.8, 0.1, 50, 200, 9.0), (0.3, 0.1, 60, 220, 1.0)]},
}
