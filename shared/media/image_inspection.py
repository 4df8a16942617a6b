"""Is this an image that can be produced with? Pure: bytes in, facts or a reason out.

The decoder is libvips, the one that renders later: decoders disagree on about 2 % of odd files,
and an upload that was validated by another one would break at its export.

Limits are checked on the header, before a pixel is decoded. The pixel count alone is not enough:
41 bytes of PNG may claim 786,464 x 32 pixels of 16-bit RGBA, which is only 25 megapixels, and
drive a thumbnailer to more than 1 GiB by the length of a row.
"""

import hashlib

import pyvips

from shared.core.model import Model
from shared.imaging.content_type import ContentType
from shared.imaging.signatures import ends_early, png_size, refused_format, sniff
from shared.media.errors import (
    DAMAGED_IMAGE,
    IMAGE_TOO_LARGE,
    NOT_AN_IMAGE,
    RECEIVED_EMPTY,
    TRUNCATED_IMAGE,
    UNSUPPORTED_FORMAT,
    ImageRejected,
)

MAX_SIDE = 20_000
MAX_PIXELS = 100_000_000
# A full side of 16-bit RGBA; only more or wider channels than that get over it.
MAX_ROW_BYTES = MAX_SIDE * 8
# Interlaced files must be held as a whole while they are decoded.
MAX_DECODED_BYTES = MAX_PIXELS * 4

_LOADERS = {
    ContentType.JPEG: pyvips.Image.jpegload_buffer,
    ContentType.PNG: pyvips.Image.pngload_buffer,
    ContentType.WEBP: pyvips.Image.webpload_buffer,
    ContentType.TIFF: pyvips.Image.tiffload_buffer,
}
_SAMPLE_BYTES = {"uchar": 1, "char": 1, "ushort": 2, "short": 2, "uint": 4, "int": 4, "float": 4}
_WIDEST_SAMPLE_BYTES = 16  # double complex
_SIDEWAYS = range(5, 9)  # EXIF orientations that swap width and height

# Nothing of one upload may stay in memory for the next.
pyvips.cache_set_max(0)


class ImageFacts(Model):
    """`width` and `height` in pixels as seen: after applying the EXIF `orientation` (1 to 8)."""

    mime: str
    width: int
    height: int
    orientation: int
    sha256: str
    bytes: int


def inspect_image(body: bytes) -> ImageFacts:
    """Decode the whole file; raises `ImageRejected` with one of the codes below.

    `empty_file`, `not_an_image`, `unsupported_format`, `image_too_large`, `truncated_image`,
    `damaged_image`.
    """
    format = _format(body)
    image = _open(body, format)
    _check_limits(image)
    if format is ContentType.WEBP and _number(image, "n-pages", 1) > 1:
        raise UNSUPPORTED_FORMAT("This WebP is animated; export the frame you want as one image.")
    _decode(image, body, format)
    orientation = _number(image, "orientation", 1)
    width, height = image.width, image.height
    if orientation in _SIDEWAYS:
        width, height = height, width
    return ImageFacts(
        mime=format,
        width=width,
        height=height,
        orientation=orientation if 1 <= orientation <= 8 else 1,
        sha256=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
    )


def _format(body: bytes) -> ContentType:
    if not body:
        raise RECEIVED_EMPTY("The file is empty; choose it again and resend it.")
    format = sniff(body)
    if format:
        return format
    known = refused_format(body)
    if known:
        raise UNSUPPORTED_FORMAT(f"This is a {known} file; export it as JPEG, PNG, WebP or TIFF.")
    raise NOT_AN_IMAGE(
        "The content of this file is not an image, whatever its name says; "
        "send a JPEG, PNG, WebP or TIFF.",
    )


def _open(body: bytes, format: ContentType) -> pyvips.Image:
    """Reads the header only. A PNG's size is read here, because libpng refuses it unnamed."""
    if format is ContentType.PNG:
        _check_size(*(png_size(body) or (1, 1)))
    try:
        return _LOADERS[format](body, access="sequential", fail_on="error")
    except pyvips.Error as error:
        raise _broken(body, format) from error


def _check_limits(image: pyvips.Image) -> None:
    _check_size(image.width, image.height)
    pixel_bytes = image.bands * _SAMPLE_BYTES.get(image.format, _WIDEST_SAMPLE_BYTES)
    row_bytes = image.width * pixel_bytes
    if row_bytes > MAX_ROW_BYTES or row_bytes * image.height > MAX_DECODED_BYTES:
        raise IMAGE_TOO_LARGE(
            f"The image has {image.width} x {image.height} pixels of {pixel_bytes} bytes each, "
            "too much to process; export it with 8 bits per channel, as RGB.",
        )


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise IMAGE_TOO_LARGE(
            f"The image has {width} x {height} pixels; at most {MAX_SIDE} on a side and "
            f"{MAX_PIXELS // 1_000_000} megapixels are accepted. Export it smaller.",
        )


def _decode(image: pyvips.Image, body: bytes, format: ContentType) -> None:
    """Every pixel once, row by row: an average needs them all and keeps none."""
    try:
        image.avg()
    except pyvips.Error as error:
        raise _broken(body, format) from error


def _broken(body: bytes, format: ContentType) -> ImageRejected:
    if ends_early(body, format):
        return TRUNCATED_IMAGE("The end of the file is missing; check it and send it again.")
    return DAMAGED_IMAGE("The file is damaged and cannot be decoded; export it again.")


def _number(image: pyvips.Image, field: str, default: int) -> int:
    return int(image.get(field)) if image.get_typeof(field) else default
