"""Layers of an image: planes of pixels with a position."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Layer:
    """RGBA planes (4, height, width) and the position of their upper left corner.

    `shaded` says that the layer above casts its shadow on this one.
    """

    pixels: NDArray[np.uint8]
    left: int
    top: int
    shaded: bool = False
