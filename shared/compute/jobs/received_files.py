"""What a file is that a provider gave, and making it the WebP that is stored.

Pictures are judged by their header, before a pixel is decoded: a few bytes of PNG can claim
enough pixels, or rows long enough, to fill a machine's memory. libvips comes with the first one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.imaging.mp4 import measure_film
from shared.providers.errors import ProviderFailed

if TYPE_CHECKING:
    import pyvips

_MAX_SIDE = 16_383  # a WebP can have no longer one
_MAX_PIXELS = 100_000_000
_MAX_DECODED_BYTES = _MAX_PIXELS * 4
_SAMPLE_BYTES = {"uchar": 1, "char": 1, "ushort": 2, "short": 2}
_WIDEST_SAMPLE_BYTES = 16
_SIDEWAYS = range(5, 9)  # EXIF orientations that swap width and height
_QUALITY, _EFFORT = 95, 2


@dataclass(frozen=True)
class Measured:
    """`width` and `height` in pixels as seen; `seconds` only of a film."""

    mime: str
    width: int
    height: int
    seconds: float | None = None


def measure(body: bytes) -> Measured:
    """ProviderFailed for anything but a JPEG, PNG, WebP or MP4 of a size that can be handled."""
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
    """The picture as WebP, upright and with its transparency; a WebP as it is."""
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
    """Reads the header only; the size of a PNG is checked even before that."""
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
    """A profile is applied, not kept: every picture that we store is plain sRGB."""
    if image.get_typeof("icc-profile-data"):
        image = image.icc_transform("srgb", embedded=True)
    return image if image.interpretation == "srgb" else image.colourspace("srgb")


def _orientation(image: "pyvips.Image") -> int:
    return int(image.get("orientation")) if image.get_typeof("orientation") else 1


def _unreadable() -> ProviderFailed:
    return ProviderFailed("The provider gave a damaged picture.")


def _too_large(width: int, height: int) -> ProviderFailed:
    return ProviderFailed(f"The provider gave a picture of {width} x {height} pixels; too large.")
