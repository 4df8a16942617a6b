"""Masks for services that read them another way: ours repaint where they are white."""

from typing import Any

from shared.providers.errors import ProviderInvalidRequest


def transparent_where_white(mask: bytes) -> bytes:
    """A PNG of the same size: black, and the more transparent the whiter the mask is."""
    import pyvips  # needs the imaging layer, which only the functions that use it carry

    try:
        image: Any = pyvips.Image.new_from_buffer(mask, "")
        flat = image.flatten() if image.hasalpha() else image
        grey = flat.colourspace("b-w")[0].cast("uchar")
        black = grey.linear(0, 0, uchar=True)
        drawn = black.bandjoin([black, black, grey.invert()]).copy(interpretation="srgb")
        return bytes(drawn.write_to_buffer(".png", compression=9))
    except pyvips.Error as error:
        raise ProviderInvalidRequest("The mask is not a picture that can be read.") from error
