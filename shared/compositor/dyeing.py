"""Dyeing a product: its main colour becomes another one, its folds and its weave stay."""

import numpy as np
import pyvips

from shared.compositor.cutout import LONGEST_EDGE as CUTOUT_EDGE
from shared.compositor.cutout import cut_out
from shared.compositor.palette import Swatch, dominant_colours, lab_of
from shared.compositor.picture import encode, join_alpha, open_picture, split_alpha
from shared.compositor.request import NotPossible, Rendered, parse_hex
from shared.imaging.raster import resize_vips, to_floats

_MEASURED_EDGE = 400
# Cloth is never as dark as black ink nor as light as paper: at the ends no fold could be seen.
_DARKEST, _LIGHTEST = 12.0, 93.0
# How much a fold may deepen or flatten when the cloth turns lighter or darker.
_FLATTEST, _DEEPEST = 0.45, 1.7
_FOLDS = 27.0  # difference in lightness that folds make; at twice that it is something else
_KEPT_SHADES = 0.3  # of the small differences in hue within the cloth


def recolor(image: bytes, colour: str) -> Rendered:
    """The picture with its product in `colour` (hex); everything else keeps its pixels.

    Prints and trims in other colours are left. NotPossible without a colour or a product.
    """
    try:
        parse_hex(colour)
    except ValueError:
        raise NotPossible("say which colour is wanted, as hex such as '#7a1f2b'") from None
    picture = open_picture(image)
    return encode(dye(picture, _find_product(image, picture), colour))


def dye(picture: pyvips.Image, product: pyvips.Image, colour: str) -> pyvips.Image:
    """`product` is a mask of the picture's size, 0 to 255."""
    colours, alpha = split_alpha(picture)
    main = _main_colour(colours, product)
    lab = colours.colourspace("lab")
    share = (product / 255) * _likeness(lab, main)
    dyed = _shift(lab, main, lab_of(colour)).colourspace("srgb").cast("uchar")
    mixed = (colours * (1 - share) + dyed * share).rint().cast("uchar")
    return join_alpha(mixed.copy(interpretation="srgb"), alpha)


def _find_product(body: bytes, picture: pyvips.Image) -> pyvips.Image:
    """Where the product is, 0 to 255, at the picture's own size."""
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
    """1 where the colour is the main one, 0 where it is another; folds count as the same.

    Shade takes from a strong colour more than from a pale one, so the span grows with it.
    """
    span = 12 + 0.3 * float(np.hypot(*main.lab[1:]))
    away = ((lab[1] - main.lab[1]) ** 2 + (lab[2] - main.lab[2]) ** 2) ** 0.5
    same_hue = (2 - away / span).clamp(min=0, max=1)
    same_light = (2 - (lab[0] - main.lab[0]).abs() / _FOLDS).clamp(min=0, max=1)
    return same_hue * same_light


def _shift(lab: pyvips.Image, main: Swatch, wanted: tuple[float, float, float]) -> pyvips.Image:
    """Lightness keeps its relief around the new mean; the new hue is paler in the shade."""
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
