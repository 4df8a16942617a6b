"""Decides whether the bytes of an upload are an image that can be processed. Pure.

The decoder is libvips, the one that renders later: decoders disagree on about 2 % of unusual
files, and an upload validated by another decoder could fail at its export. Limits (see
shared/imaging/limits.py) are checked on the header, before a pixel is decoded.
"""

import hashlib

import pyvips

from shared.core.model import Model
from shared.imaging.content_type import ContentType
from shared.imaging.limits import (
    MAX_DECODED_BYTES,
    MAX_PIXELS,
    MAX_UPLOAD_ROW_BYTES,
    MAX_UPLOAD_SIDE,
    bytes_per_pixel,
    is_too_large,
)
from shared.imaging.loading import open_image, orientation_of, read_number, upright_size
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

# libvips must not keep decoded pixels of one upload in memory for the next.
pyvips.cache_set_max(0)


class ImageFacts(Model):
    """`width` and `height` are in pixels, after applying the EXIF `orientation` (1 to 8)."""

    mime: str
    width: int
    height: int
    orientation: int
    sha256: str
    bytes: int


def inspect_image(body: bytes) -> ImageFacts:
    """Check and decode the whole file.

    Raises ImageRejected with one of the codes `empty_file`, `not_an_image`, `unsupported_format`,
    `image_too_large`, `truncated_image` and `damaged_image`.
    """
    format = _format(body)
    image = _open(body, format)
    _check_limits(image)
    if format is ContentType.WEBP and read_number(image, "n-pages", 1) > 1:
        raise UNSUPPORTED_FORMAT("This WebP is animated; export the frame you want as one image.")
    _decode(image, body, format)
    width, height = upright_size(image)
    orientation = orientation_of(image)
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
    """Read the header. A PNG's size is checked first: libpng's own refusal names no reason."""
    if format is ContentType.PNG:
        _check_size(*(png_size(body) or (1, 1)))
    try:
        return open_image(body, format, access="sequential", fail_on="error")
    except pyvips.Error as error:
        raise _broken(body, format) from error


def _check_limits(image: pyvips.Image) -> None:
    _check_size(image.width, image.height)
    pixel_bytes = bytes_per_pixel(image.bands, image.format)
    row_bytes = image.width * pixel_bytes
    if row_bytes > MAX_UPLOAD_ROW_BYTES or row_bytes * image.height > MAX_DECODED_BYTES:
        raise IMAGE_TOO_LARGE(
            f"The image has {image.width} x {image.height} pixels of {pixel_bytes} bytes each, "
            "too much to process; export it with 8 bits per channel, as RGB.",
        )


def _check_size(width: int, height: int) -> None:
    if is_too_large(width, height, max_side=MAX_UPLOAD_SIDE):
        raise IMAGE_TOO_LARGE(
            f"The image has {width} x {height} pixels; at most {MAX_UPLOAD_SIDE} on a side and "
            f"{MAX_PIXELS // 1_000_000} megapixels are accepted. Export it smaller.",
        )


def _decode(image: pyvips.Image, body: bytes, format: ContentType) -> None:
    """Decode every pixel once, row by row: an average needs all pixels and keeps none."""
    try:
        image.avg()
    except pyvips.Error as error:
        raise _broken(body, format) from error


def _broken(body: bytes, format: ContentType) -> ImageRejected:
    if ends_early(body, format):
        return TRUNCATED_IMAGE("The end of the file is missing; check it and send it again.")
    return DAMAGED_IMAGE("The file is damaged and cannot be decoded; export it again.")
