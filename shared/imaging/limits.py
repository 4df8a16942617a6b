"""Limits that keep an image from exhausting a function's memory.

They are checked on the header, before a pixel is decoded. The pixel count alone is not enough:
41 bytes of PNG can declare 786,464 x 32 pixels of 16-bit RGBA. That is only 25 megapixels, but
one of its rows is so long that a thumbnailer allocates more than 1 GiB.
"""

MAX_PIXELS = 100_000_000
# An interlaced file is held in memory as a whole while it is decoded: 8-bit RGBA at MAX_PIXELS.
MAX_DECODED_BYTES = MAX_PIXELS * 4
MAX_UPLOAD_SIDE = 20_000
# A full side of 16-bit RGBA; only more or wider channels exceed it.
MAX_UPLOAD_ROW_BYTES = MAX_UPLOAD_SIDE * 8
# A WebP stores its width and height in 14 bits each (RFC 6386, section 9.1).
MAX_WEBP_SIDE = 16_383

# By libvips's name of a band's format.
_SAMPLE_BYTES = {"uchar": 1, "char": 1, "ushort": 2, "short": 2, "uint": 4, "int": 4, "float": 4}
_WIDEST_SAMPLE_BYTES = 16  # double complex


def is_too_large(width: int, height: int, *, max_side: int) -> bool:
    """Whether a side exceeds `max_side` pixels or the image exceeds MAX_PIXELS."""
    return max(width, height) > max_side or width * height > MAX_PIXELS


def bytes_per_pixel(bands: int, format: str) -> int:
    """Memory of one decoded pixel; `format` is libvips's band format, such as "ushort".

    An unknown format counts as the widest one.
    """
    return bands * _SAMPLE_BYTES.get(format, _WIDEST_SAMPLE_BYTES)
