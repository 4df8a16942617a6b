"""The product at the size and angle of the image."""

import numpy as np
import pyvips

from shared.compositor.layer import Layer
from shared.compositor.placement import Placement
from shared.imaging.raster import resize_vips, to_bytes, to_planes
from shared.imaging.resample import resize_bytes

_LEVEL = 0.05  # a rotation below this moves no pixel


def place_product(product: pyvips.Image, placed: Placement) -> Layer:
    """Rotate and scale the product, and crop it to the frame."""
    scale = placed.width / product.width
    left, top = float(placed.left), float(placed.top)
    # A rotation moves the frame's corners across the product by its sine.
    turn = abs(float(np.sin(np.radians(placed.degrees))))
    spare = 4 + 0.6 * turn * max(placed.frame_width, placed.frame_height) / scale
    first, upper = max(0, int(-left / scale - spare)), max(0, int(-top / scale - spare))
    last = min(product.width, int((placed.frame_width - left) / scale + spare))
    lower = min(product.height, int((placed.frame_height - top) / scale + spare))
    image = product.crop(first, upper, max(1, last - first), max(1, lower - upper))
    left, top = left + first * scale, top + upper * scale
    if scale <= 1:
        image = _scale(image, scale, "lanczos3")
    if abs(placed.degrees) > _LEVEL:
        width, height = image.width, image.height
        image = image.similarity(
            angle=placed.degrees,
            background=[0, 0, 0, 0],
            interpolate=pyvips.Interpolate.new("bicubic" if scale > 1 else "bilinear"),
        )
        grown = max(1.0, scale)
        left, top = (
            left + (width - image.width) / 2 * grown,
            top + (height - image.height) / 2 * grown,
        )
    planes = to_planes(to_bytes(image))
    if scale > 1:
        planes = resize_bytes(
            planes, round(image.width * scale), round(image.height * scale), "cubic"
        )
    return Layer(planes, round(left), round(top))


def _scale(image: pyvips.Image, scale: float, kernel: str) -> pyvips.Image:
    width, height = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return resize_vips(image, width, height, kernel)
