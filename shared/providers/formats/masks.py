"""Masks for services with another convention; our masks mark with white what is repainted."""

from typing import Any

from shared.providers.errors import ProviderInvalidRequest


def transparent_where_white(mask: bytes) -> bytes:
    """Returns a black PNG of the same size whose transparency is the mask's brightness.

    Raises ProviderInvalidRequest if the mask is not an image.
    """
    import pyvips  # comes with the imaging layer, which not all functions have

    try:
        image: Any = pyvips.Image.new_from_buffer(mask, "")
        flat = image.flatten() if image.hasalpha() else image
        grey = flat.colourspace("b-w")[0].cast("uchar")
        black = grey.linear(0, 0, uchar=True)
        drawn = black.bandjoin([black, black, grey.invert()]).copy(interpretation="srgb")
        return bytes(drawn.write_to_buffer(".png", compression=9))
    except pyvips.Error as error:
        raise ProviderInvalidRequest("The mask is not an image that can be read.") from error
