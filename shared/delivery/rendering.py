"""Renders an image to a file: orientation, size, color space, background, encoding."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyvips

from shared.delivery.metadata import ImageMetadata, xmp_packet
from shared.delivery.schemas import Background, ExportFormat, FileFormat, Resolution
from shared.imaging.color_conversion import to_profile
from shared.imaging.color_space import ColorProfile
from shared.imaging.limits import MAX_PIXELS, MAX_WEBP_SIDE

MIME_TYPES: Mapping[FileFormat, str] = {
    FileFormat.PNG: "image/png",
    FileFormat.JPG: "image/jpeg",
    FileFormat.WEBP: "image/webp",
    FileFormat.TIFF: "image/tiff",
}

_XMP = "xmp-data"
_NO_LIMIT = 10_000_000  # pixels; larger than any edge
_LEVELS = {Background.WHITE: 255, Background.BLACK: 0}


class BrokenImage(Exception):
    """The image cannot be rendered, and a retry would not help; the text gives the reason."""


@dataclass(frozen=True)
class RenderedImage:
    """A rendered file. `sha256` is hexadecimal; `crc32` is the checksum in the ZIP."""

    data: bytes
    mime: str
    width: int
    height: int
    crc32: int
    sha256: str


def render_image(source: bytes, format: ExportFormat, metadata: ImageMetadata) -> RenderedImage:
    """Render `source` as `format` and embed `metadata` as XMP. Deterministic.

    Raises BrokenImage if the source is damaged, has more than 100 megapixels, or exceeds the size
    of a WebP.
    """
    try:
        image = _resized(source, format)
        image = to_profile(image, format.color_profile, bits=_bits(format))
        image = _flattened(image, format).copy()
        image.set_type(pyvips.GValue.blob_type, _XMP, xmp_packet(metadata))
        data = _encoded(image, format)
    except pyvips.Error as error:
        raise BrokenImage("Corrupted source file") from error
    return RenderedImage(
        data=data,
        mime=MIME_TYPES[format.file_format],
        width=image.width,
        height=image.height,
        crc32=zlib.crc32(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _resized(source: bytes, format: ExportFormat) -> Any:
    """Upright and reduced to the resolution, never enlarged. libvips reduces while decoding."""
    header = pyvips.Image.new_from_buffer(source, "")
    if header.width * header.height > MAX_PIXELS:
        raise BrokenImage(f"The source has more than {MAX_PIXELS // 1_000_000} megapixels")
    is_original = format.resolution is Resolution.ORIGINAL
    edge = _NO_LIMIT if is_original else int(format.resolution)
    image = pyvips.Image.thumbnail_buffer(
        # `fail_on` of thumbnail_buffer does not reach the decoder (libvips 8.18): a truncated
        # JPEG would be accepted.
        source,
        edge,
        height=edge,
        size="down",
        option_string="[fail_on=error]",
    )
    if format.file_format is FileFormat.WEBP and max(image.width, image.height) > MAX_WEBP_SIDE:
        raise BrokenImage(f"WebP cannot be larger than {MAX_WEBP_SIDE} pixels; choose a resolution")
    return image


def _bits(format: ExportFormat) -> int:
    """Bits per sample: 16 for ProPhoto in PNG and TIFF, else 8.

    ProPhoto is so wide that 8 bits show banding; JPEG and WebP have 8 bits only.
    """
    is_deep = format.file_format in {FileFormat.PNG, FileFormat.TIFF}
    return 16 if is_deep and format.color_profile is ColorProfile.PROPHOTO else 8


def _flattened(image: Any, format: ExportFormat) -> Any:
    """Lay the image on its background. JPEG has no transparency and always gets white."""
    is_jpg = format.file_format is FileFormat.JPG
    background = Background.WHITE if is_jpg else format.background
    if background is Background.TRANSPARENT or not image.hasalpha():
        return image
    level = _LEVELS[background] * (257 if _bits(format) == 16 else 1)
    return image.flatten(background=[level] * 3)


def _encoded(image: Any, format: ExportFormat) -> bytes:
    """Encode and keep the ICC profile and the XMP only: EXIF may contain the place of a photograph.

    Settings as measured: a PNG filter and a TIFF predictor halve the file size, WebP effort 2
    halves the time.
    """
    keep = pyvips.enums.ForeignKeep.ICC | pyvips.enums.ForeignKeep.XMP
    match format.file_format:
        case FileFormat.PNG:
            data = image.pngsave_buffer(compression=6, filter="all", keep=keep)
        case FileFormat.JPG:
            data = image.jpegsave_buffer(Q=format.quality, optimize_coding=True, keep=keep)
        case FileFormat.WEBP:
            data = image.webpsave_buffer(Q=format.quality, effort=2, keep=keep)
        case FileFormat.TIFF:
            data = image.tiffsave_buffer(compression="lzw", predictor="horizontal", keep=keep)
    return bytes(data)
