"""Measures the files received from providers, and converts images to the stored WebP.

Images are checked by their header before any pixel is decoded (limits in
shared/imaging/limits.py). libvips is imported with the first image.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.imaging.content_type import ContentType
from shared.imaging.limits import (
    MAX_DECODED_BYTES,
    MAX_WEBP_SIDE,
    bytes_per_pixel,
    is_too_large,
)
from shared.imaging.mp4 import measure_video
from shared.imaging.signatures import is_mp4, png_size, sniff
from shared.providers.errors import ProviderFailed

if TYPE_CHECKING:
    import pyvips

_MP4 = "video/mp4"
_IMAGES = {ContentType.JPEG, ContentType.PNG, ContentType.WEBP}


@dataclass(frozen=True)
class Measured:
    """`width` and `height` are in pixels, after rotation; `seconds` is set for a video only."""

    mime: str
    width: int
    height: int
    seconds: float | None = None


def measure(body: bytes) -> Measured:
    """Measure a JPEG, PNG, WebP or MP4.

    Raises ProviderFailed for any other file, and for an image of more than 100 megapixels or
    16,383 pixels on a side.
    """
    format = _image_format(body)
    if format is None:
        video = measure_video(body)
        if video is None:
            raise ProviderFailed("The provider gave a film that cannot be read.")
        return Measured(_MP4, video.width, video.height, video.seconds)
    image = _open(body, format)
    from shared.imaging.loading import upright_size

    return Measured(format, *upright_size(image))


def as_webp(body: bytes) -> bytes:
    """Convert an image to an upright sRGB WebP with its transparency; a WebP is returned as is.

    The ICC profile is applied and dropped: every stored image is plain sRGB. Raises
    ProviderFailed for a video or an unreadable image.
    """
    format = _image_format(body)
    if format is None:
        raise ProviderFailed("The provider gave a film instead of a picture.")
    image = _open(body, format)
    if format is ContentType.WEBP:
        return body
    import pyvips

    from shared.imaging.color_conversion import to_srgb
    from shared.imaging.loading import turn_upright
    from shared.imaging.webp import encode_webp

    try:
        return encode_webp(to_srgb(turn_upright(image)))
    except pyvips.Error as error:
        raise _unreadable() from error


def _image_format(body: bytes) -> ContentType | None:
    """The format of an image, or None for an MP4. Raises ProviderFailed for any other file."""
    format = sniff(body)
    if format in _IMAGES:
        return format
    if is_mp4(body):
        return None
    raise ProviderFailed("The provider gave a file that is neither a picture nor a film.")


def _open(body: bytes, format: ContentType) -> "pyvips.Image":
    """Read the header only. The size of a PNG is checked even before libvips reads it."""
    import pyvips

    from shared.imaging.loading import open_image

    if format is ContentType.PNG:
        _require_size(*(png_size(body) or (1, 1)))
    try:
        image = open_image(body, format, fail_on="truncated")
    except pyvips.Error as error:
        raise _unreadable() from error
    _require_size(image.width, image.height)
    pixel_bytes = bytes_per_pixel(image.bands, image.format)
    if image.width * image.height * pixel_bytes > MAX_DECODED_BYTES:
        raise _too_large(image.width, image.height)
    return image


def _require_size(width: int, height: int) -> None:
    if is_too_large(width, height, max_side=MAX_WEBP_SIDE):
        raise _too_large(width, height)


def _unreadable() -> ProviderFailed:
    return ProviderFailed("The provider gave a damaged picture.")


def _too_large(width: int, height: int) -> ProviderFailed:
    return ProviderFailed(f"The provider gave a picture of {width} x {height} pixels; too large.")
