"""Reading pictures that are to be changed, and writing what came of them."""

import pyvips

from shared.compositor.request import NotPossible, Rendered
from shared.imaging.color_conversion import to_srgb
from shared.imaging.loading import upright_size
from shared.imaging.webp import encode_webp

LONGEST_EDGE = 4096


def open_picture(body: bytes, longest_edge: int = LONGEST_EDGE) -> pyvips.Image:
    """Upright 8-bit sRGB of three or four bands, reduced to `longest_edge` where it is larger."""
    try:
        image = pyvips.Image.thumbnail_buffer(
            body, longest_edge, height=longest_edge, size="down", fail_on="error"
        )
        return to_srgb(image).cast("uchar").copy_memory()
    except pyvips.Error as error:
        raise NotPossible("the picture cannot be decoded; export it again") from error


def picture_size(body: bytes) -> tuple[int, int]:
    """Width and height as seen, from the header."""
    try:
        image = pyvips.Image.new_from_buffer(body, "")
    except pyvips.Error as error:
        raise NotPossible("the picture cannot be decoded; export it again") from error
    return upright_size(image)


def encode(image: pyvips.Image) -> Rendered:
    plain = image.cast("uchar").copy(interpretation="srgb")
    return Rendered(encode_webp(plain), image.width, image.height)


def split_alpha(image: pyvips.Image) -> tuple[pyvips.Image, pyvips.Image | None]:
    """The three colours, and the transparency where there is any."""
    if image.bands < 4:
        return image, None
    return image.extract_band(0, n=3), image.extract_band(3)


def join_alpha(colours: pyvips.Image, alpha: pyvips.Image | None) -> pyvips.Image:
    return colours if alpha is None else colours.bandjoin(alpha)
