"""Painting at full size in strips of rows, so that each step stays in the CPU cache."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shared.compositor import backdrop
from shared.compositor.layer import Layer
from shared.compositor.noise import TILE, make_tile
from shared.compositor.request import StudioStyle
from shared.imaging.raster import Floats
from shared.imaging.resample import along_columns, along_rows, resize_blocks

_STRIP = 32
Lit = tuple[Layer, Floats]  # a layer and its light: gains for the whole frame at the small size


class Painter:
    """Paints one image of `width` x `height` from a small lit set and layers."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height

    def paint(
        self, scene: Floats, layers: list[Lit], style: StudioStyle, rng: np.random.Generator
    ) -> NDArray[np.uint8]:
        """Return RGB planes. `scene` is (3, height, width), sRGB 0 to 255, before its material."""
        x, y = int(rng.integers(TILE)), int(rng.integers(TILE))
        material = make_material(style.backdrop)
        columns = (np.arange(self._width) + x) % TILE
        tall = self._stretch(scene)
        lit = [(layer, self._stretch(gain)) for layer, gain in layers]
        across = resize_blocks(scene.shape[2], self._width, "linear")
        picture = np.empty((3, self._height, self._width), dtype=np.uint8)
        for top in range(0, self._height, _STRIP):
            rows = np.arange(top, min(top + _STRIP, self._height))
            strip = along_columns(tall[:, rows[0] : rows[-1] + 1], across, self._width)
            strip *= material[np.ix_((rows + y) % TILE, columns)]
            for layer, gain in lit:
                self._lay(strip, top, layer, gain)
            np.minimum(strip, 255, out=strip)
            picture[:, top : top + _STRIP] = strip
        return picture

    def _stretch(self, small: Floats) -> Floats:
        """Enlarge vertically."""
        blocks = resize_blocks(small.shape[1], self._height, "linear")
        return along_rows(small, blocks, self._height)

    def _lay(self, strip: Floats, top: int, layer: Layer, gain: Floats) -> None:
        """Blend the layer's part of a strip in place."""
        height, width = layer.pixels.shape[1:]
        x0, x1 = max(0, layer.left), min(self._width, layer.left + width)
        y0 = max(top, layer.top)
        y1 = min(top + strip.shape[1], layer.top + height)
        if x1 <= x0 or y1 <= y0:
            return
        piece = layer.pixels[:, y0 - layer.top : y1 - layer.top, x0 - layer.left : x1 - layer.left]
        blocks = resize_blocks(gain.shape[2], self._width, "linear", x0, x1)
        colour = along_columns(gain[:, y0:y1], blocks, x1 - x0)
        colour *= piece[:3]
        np.minimum(colour, 255, out=colour)
        under = strip[:, y0 - top : y1 - top, x0:x1]
        colour -= under
        colour *= np.multiply(piece[3], np.float32(1 / 255), dtype=np.float32)
        under += colour


@lru_cache(maxsize=8)
def make_material(name: str) -> Floats:
    """Brightness of a backdrop's material and of film grain: one tile, about 1."""
    kind, strength = backdrop.TEXTURES[name]
    tile = 1 + strength * make_tile(kind) + 0.006 * make_tile("grain")
    return np.asarray(tile, dtype=np.float32)
