"""Measures the files received from providers, and converts images to the stored WebP.

Images are checked by their header before any pixel is decoded: a few bytes of PNG can declare
enough pixels, or rows long enough, to exhaust the memory. libvips is imported with the first
image.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.imaging.mp4 import measure_film
from shared.providers.errors import ProviderFailed

if TYPE_CHECKING:
    import pyvips

_MAX_SIDE = 16_383  # of a WebP
_MAX_PIXELS = 100_000_000
_MAX_DECODED_BYTES = _MAX_PIXELS * 4
_SAMPLE_BYTES = {"uchar": 1, "char": 1, "ushort": 2, "short": 2}
_WIDEST_SAMPLE_BYTES = 16
_SIDEWAYS = range(5, 9)  # EXIF orientations that swap width and height
_QUALITY, _EFFORT = 95, 2


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
    mime = _mime(body)
    if mime == "video/mp4":
        film = measure_film(body)
        if film is None:
            raise ProviderFailed("The provider gave a film that cannot be read.")
        return Measured(mime, film.width, film.height, film.seconds)
    image = _open(body, mime)
    width, height = image.width, image.height
    if _orientation(image) in _SIDEWAYS:
        width, height = height, width
    return Measured(mime, width, height)


def as_webp(body: bytes) -> bytes:
    """Convert an image to an upright sRGB WebP with its transparency; a WebP is returned as is.

    Raises ProviderFailed for a video or an unreadable image.
    """
    mime = _mime(body)
    if mime == "video/mp4":
        raise ProviderFailed("The provider gave a film instead of a picture.")
    image = _open(body, mime)
    if mime == "image/webp":
        return body
    import pyvips

    try:
        image = image.autorot() if _orientation(image) > 1 else image
        return bytes(_as_srgb(image).webpsave_buffer(Q=_QUALITY, effort=_EFFORT))
    except pyvips.Error as error:
        raise _unreadable() from error


def _mime(body: bytes) -> str:
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp":
        return "video/mp4"
    raise ProviderFailed("The provider gave a file that is neither a picture nor a film.")


def _open(body: bytes, mime: str) -> "pyvips.Image":
    """Read the header only. The size of a PNG is checked even before libvips reads it."""
    import pyvips

    if mime == "image/png" and len(body) >= 24:
        _require_size(int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big"))
    load = {
        "image/jpeg": pyvips.Image.jpegload_buffer,
        "image/png": pyvips.Image.pngload_buffer,
        "image/webp": pyvips.Image.webpload_buffer,
    }[mime]
    try:
        image = load(body, fail_on="truncated")
    except pyvips.Error as error:
        raise _unreadable() from error
    _require_size(image.width, image.height)
    pixel_bytes = image.bands * _SAMPLE_BYTES.get(image.format, _WIDEST_SAMPLE_BYTES)
    if image.width * image.height * pixel_bytes > _MAX_DECODED_BYTES:
        raise _too_large(image.width, image.height)
    return image


def _require_size(width: int, height: int) -> None:
    if max(width, height) > _MAX_SIDE or width * height > _MAX_PIXELS:
        raise _too_large(width, height)


def _as_srgb(image: "pyvips.Image") -> "pyvips.Image":
    """Apply the ICC profile and drop it: every stored image is plain sRGB."""
    if image.get_typeof("icc-profile-data"):
        image = image.icc_transform("srgb", embedded=True)
    return image if image.interpretation == "srgb" else image.colourspace("srgb")


def _orientation(image: "pyvips.Image") -> int:
    return int(image.get("orientation")) if image.get_typeof("orientation") else 1


def _unreadable() -> ProviderFailed:
    return ProviderFailed("The provider gave a damaged picture.")


def _too_large(width: int, height: int) -> ProviderFailed:
    return ProviderFailed(f"The provider gave a picture of {width} x {height} pixels; too large.")
