"""Measured attributes of a product: colors, coverage and garment kind."""

from dataclasses import dataclass

import pyvips

from shared.compositor.colour_names import nearest_name
from shared.compositor.cutout import cut_out
from shared.compositor.palette import Swatch, dominant_colours
from shared.compositor.picture import open_picture
from shared.compositor.request import NoProductFound
from shared.compositor.silhouette import garment_kind
from shared.imaging.raster import resize_vips, to_bytes, to_floats

_EDGE = 300
_PLAIN_SHARE = 0.9


@dataclass(frozen=True)
class Look:
    """`kind` is top, dress or bottom, or empty if no product was found."""

    kind: str
    coverage: float
    swatches: tuple[Swatch, ...]

    @property
    def colours(self) -> tuple[str, ...]:
        """English color names, the main one first, without repetition."""
        names = (nearest_name(swatch.lab).en for swatch in self.swatches)
        return tuple(dict.fromkeys(names))

    @property
    def is_plain(self) -> bool:
        return bool(self.kind) and self.swatches[0].share >= _PLAIN_SHARE


def look_at(photo: bytes) -> Look:
    """Measure the product, or the whole image if no product is found."""
    try:
        found = cut_out(photo)
    except NoProductFound:
        lab = to_floats(open_picture(photo, _EDGE).extract_band(0, n=3).colourspace("lab"))
        return Look("", 0.0, tuple(dominant_colours(lab.reshape(-1, 3))))
    product = pyvips.Image.new_from_buffer(found.image, "")
    scale = min(1.0, _EDGE / max(product.width, product.height))
    size = max(1, round(product.width * scale)), max(1, round(product.height * scale))
    small = resize_vips(product, *size)
    inside = to_bytes(small.extract_band(3)).reshape(size[1], size[0]) > 200
    lab = to_floats(small.extract_band(0, n=3).colourspace("lab"))
    swatches = dominant_colours(lab[inside] if inside.any() else lab.reshape(-1, 3))
    return Look(garment_kind(inside, ""), found.coverage, tuple(swatches))
