"""Enlarging with crisp edges and without invented detail."""

import pyvips

from shared.compositor.picture import (
    encode,
    join_alpha,
    open_picture,
    picture_size,
    split_alpha,
)
from shared.compositor.request import NotPossible, Rendered
from shared.imaging.limits import MAX_WEBP_SIDE

_MOST_PIXELS = 64_000_000  # fits into the function's memory during encoding


def upscale(image: bytes, factor: int) -> Rendered:
    """Return an image `factor` times as wide and high. Raises NotPossible if it is too large."""
    width, height = (side * factor for side in picture_size(image))
    if width * height > _MOST_PIXELS or max(width, height) > MAX_WEBP_SIDE:
        raise NotPossible(
            f"{factor} times as large this picture would have {width} x {height} pixels; "
            f"at most {_MOST_PIXELS // 1_000_000} megapixels can be made here: "
            "use a smaller factor or a smaller picture"
        )
    picture = open_picture(image, longest_edge=max(width, height))
    return encode(enlarge(picture, factor))


def enlarge(picture: pyvips.Image, factor: int) -> pyvips.Image:
    """Resize with colors weighted by alpha, so clear pixels do not bleed into the edge."""
    if picture.hasalpha():
        picture = picture.premultiply()
    large = picture.resize(factor, kernel="lanczos3")
    if picture.hasalpha():
        large = large.unpremultiply()
    colours, alpha = split_alpha(large.rint().cast("uchar").copy(interpretation="srgb"))
    # Lanczos softens by about half a source pixel. Sharpening compensates that amount in
    # lightness; flat areas (up to 2 levels) are excluded, so noise does not grow.
    crisp = colours.sharpen(sigma=0.5 * factor, x1=2, y2=8, y3=12, m1=0, m2=1.6)
    return join_alpha(crisp.colourspace("srgb").cast("uchar"), alpha)
