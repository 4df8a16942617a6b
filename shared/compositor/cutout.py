"""Cutting a product out of the plain background of its photo."""

import numpy as np
import pyvips

from shared.compositor.matte import make_matte
from shared.compositor.request import CutOut, NoProductFound
from shared.compositor.segment import Segmentation, segment
from shared.imaging.color_conversion import to_srgb
from shared.imaging.raster import (
    Bytes2D,
    dilate,
    erode,
    resize_vips,
    to_bytes,
    to_floats,
    to_planes,
    to_vips,
)

LONGEST_EDGE = 1600
# Larger images are segmented at the second size; the edge is solved at full size.
_LARGE, _WORKING_EDGE = 1100, 900
_MARGIN = 0.012


def cut_out(photo: bytes) -> CutOut:
    """Return the product without background, halo or cast shadow.

    An image with a transparent background keeps its own edge. Raises NoProductFound if no region,
    or the whole image, differs from the background.
    """
    image = pyvips.Image.thumbnail_buffer(photo, LONGEST_EDGE, height=LONGEST_EDGE, size="down")
    image = to_srgb(image).copy_memory()
    given = _own_alpha(image)
    if given is not None:
        return _finish(*given, confidence=0.98)
    image = image.flatten(background=255).copy_memory() if image.hasalpha() else image
    small = _working_copy(image)
    found = segment(to_planes(to_floats(small.colourspace("lab"))))
    _require_product(float(found.product.mean()))
    rgba, alpha = make_matte(to_bytes(image), to_planes(to_bytes(small)), found)
    return _finish(rgba, alpha, _confidence(found))


def _own_alpha(image: pyvips.Image) -> tuple[Bytes2D, Bytes2D] | None:
    if not image.hasalpha():
        return None
    alpha = to_bytes(image.extract_band(3))
    if float((alpha < 16).mean()) < 0.02:
        return None
    # Bled colors below clear pixels, as `make_matte` leaves them.
    spread = image.premultiply().gaussblur(3, precision="approximate").unpremultiply()
    opaque = image.extract_band(3) > 0
    colour = opaque.ifthenelse(image.extract_band(0, n=3), spread.extract_band(0, n=3))
    return to_bytes(colour.bandjoin(image.extract_band(3))), alpha


def _working_copy(image: pyvips.Image) -> pyvips.Image:
    edge = max(image.width, image.height)
    if edge <= _LARGE:
        return image
    scale = _WORKING_EDGE / edge
    return resize_vips(image, round(image.width * scale), round(image.height * scale)).copy_memory()


def _require_product(coverage: float) -> None:
    if coverage < 0.004:
        raise NoProductFound(
            "no product stands out from the background; use a photo of one product on a plain, "
            "evenly lit backdrop of another colour"
        )
    if coverage > 0.97:
        raise NoProductFound(
            "the background is not plain enough to find the product; leave some plain backdrop "
            "visible on all sides"
        )


def _finish(rgba: Bytes2D, alpha: Bytes2D, confidence: float) -> CutOut:
    _require_product(np.count_nonzero(alpha > 127) / alpha.size)
    seen = alpha > 24
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    margin = round(_MARGIN * max(alpha.shape))
    top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
    bottom, right = rows[-1] + 1 + margin, columns[-1] + 1 + margin
    cropped = rgba[top:bottom, left:right]
    height, width = cropped.shape[:2]
    return CutOut(
        image=_encode(cropped),
        width=width,
        height=height,
        coverage=round(int(alpha.sum(dtype=np.uint64)) / alpha.size / 255, 4),
        confidence=round(confidence, 3),
        bbox=(int(left), int(top), width, height),
    )


def _encode(rgba: Bytes2D) -> bytes:
    image = to_vips(rgba).copy(interpretation="srgb")
    return bytes(image.pngsave_buffer(compression=1, filter="up"))


def _confidence(found: Segmentation) -> float:
    """Confidence from the contrast along the outline and the uniformity of the background."""
    rim = found.product & ~erode(found.product, 3)
    step = float(np.median(found.distance[rim])) / found.threshold if rim.any() else 0.0
    clarity = 1 - np.exp(-step / 4)
    outside = ~dilate(found.product, 6)
    calm = 1 - float((found.distance[outside] > found.threshold).mean()) if outside.any() else 0.5
    frame = np.concatenate([found.product[0], found.product[:, 0], found.product[:, -1]])
    whole = 1 - 0.5 * float(frame.mean())
    return float(np.clip(clarity * calm * whole, 0, 1))
