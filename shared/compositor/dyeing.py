"""Recoloring: the main color of a product changes, its folds and texture stay."""

import numpy as np
import pyvips

from shared.compositor.cutout import LONGEST_EDGE as CUTOUT_EDGE
from shared.compositor.cutout import cut_out
from shared.compositor.palette import Swatch, dominant_colours, lab_of
from shared.compositor.picture import encode, join_alpha, open_picture, split_alpha
from shared.compositor.request import NotPossible, Rendered, parse_hex
from shared.imaging.raster import resize_vips, to_floats

_MEASURED_EDGE = 400
# Limits of lightness: at black or white no fold is visible.
_DARKEST, _LIGHTEST = 12.0, 93.0
# Limits of the change of fold contrast.
_FLATTEST, _DEEPEST = 0.45, 1.7
_FOLDS = 27.0  # lightness difference within folds; twice this is another material
_KEPT_SHADES = 0.3  # of small hue differences within the cloth


def recolor(image: bytes, colour: str) -> Rendered:
    """Return the image with its product in `colour` (hex). Other pixels do not change.

    Prints and trims in other colors stay. Raises NotPossible without a color or a product.
    """
    try:
        parse_hex(colour)
    except ValueError:
        raise NotPossible("say which colour is wanted, as hex such as '#7a1f2b'") from None
    picture = open_picture(image)
    return encode(dye(picture, _find_product(image, picture), colour))


def dye(picture: pyvips.Image, product: pyvips.Image, colour: str) -> pyvips.Image:
    """Recolor pixels under a mask. `product` has the image's size and values 0 to 255."""
    colours, alpha = split_alpha(picture)
    main = _main_colour(colours, product)
    lab = colours.colourspace("lab")
    share = (product / 255) * _likeness(lab, main)
    dyed = _shift(lab, main, lab_of(colour)).colourspace("srgb").cast("uchar")
    mixed = (colours * (1 - share) + dyed * share).rint().cast("uchar")
    return join_alpha(mixed.copy(interpretation="srgb"), alpha)


def _find_product(body: bytes, picture: pyvips.Image) -> pyvips.Image:
    """Return the product mask, 0 to 255, at the image's size."""
    found = cut_out(body)
    seen = pyvips.Image.thumbnail_buffer(body, CUTOUT_EDGE, height=CUTOUT_EDGE, size="down")
    left, top, _, _ = found.bbox
    alpha = pyvips.Image.new_from_buffer(found.image, "").extract_band(3)
    mask = alpha.embed(left, top, seen.width, seen.height)
    return resize_vips(mask, picture.width, picture.height).cast("uchar").copy_memory()


def _main_colour(colours: pyvips.Image, product: pyvips.Image) -> Swatch:
    scale = min(1.0, _MEASURED_EDGE / max(colours.width, colours.height))
    size = max(1, round(colours.width * scale)), max(1, round(colours.height * scale))
    lab = to_floats(resize_vips(colours, *size).colourspace("lab"))
    inside = to_floats(resize_vips(product, *size)).reshape(lab.shape[:2]) > 200
    if not inside.any():
        raise NotPossible("the product is too small in this picture to be given another colour")
    return dominant_colours(lab[inside])[0]


def _likeness(lab: pyvips.Image, main: Swatch) -> pyvips.Image:
    """Return 1 for the main color and 0 for other colors. Folds belong to the main color.

    The tolerance grows with chroma, because shade reduces a strong color more than a pale one.
    """
    span = 12 + 0.3 * float(np.hypot(*main.lab[1:]))
    away = ((lab[1] - main.lab[1]) ** 2 + (lab[2] - main.lab[2]) ** 2) ** 0.5
    same_hue = (2 - away / span).clamp(min=0, max=1)
    same_light = (2 - (lab[0] - main.lab[0]).abs() / _FOLDS).clamp(min=0, max=1)
    return same_hue * same_light


def _shift(lab: pyvips.Image, main: Swatch, wanted: tuple[float, float, float]) -> pyvips.Image:
    """Move the colors. Lightness keeps its relief around the new mean; shade reduces chroma."""
    level = min(_LIGHTEST, max(_DARKEST, wanted[0]))
    was = max(main.lab[0], 5.0)
    relief = min(_DEEPEST, max(_FLATTEST, level / was))
    light = ((lab[0] - main.lab[0]) * relief + level).clamp(min=0, max=100)
    depth = (light / level).clamp(min=0, max=1.2)
    usual = lab[0] / was
    hue = [
        depth * wanted[band] + (lab[band] - usual * main.lab[band]) * _KEPT_SHADES
        for band in (1, 2)
    ]
    return light.bandjoin(hue).copy(interpretation="lab")
