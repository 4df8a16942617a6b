"""What a picture is put together from: planes of pixels with a place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Layer:
    """RGBA planes (4, height, width) with their upper left corner in the picture.

    `shaded`: by the layer above.
    """

    pixels: NDArray[np.uint8]
    left: int
    top: int
    shaded: bool = False
