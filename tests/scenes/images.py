"""Image files, whole and hostile, made on the spot."""

import io
import struct
import zlib

import pyvips
from PIL import Image


def picture(seed: int = 1, *, width: int = 60, height: int = 40, suffix: str = ".jpg") -> bytes:
    """Noise in RGB, other bytes for each seed; `suffix` is a libvips one, options included."""
    return bytes(_noise(seed, width, height).write_to_buffer(suffix))


def turned_picture(orientation: int) -> bytes:
    """60 x 40 stored pixels and an EXIF orientation."""
    image = _noise(1, 60, 40).copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    return bytes(image.write_to_buffer(".jpg"))


def cmyk_picture() -> bytes:
    return bytes(_noise(1, 60, 40).colourspace("cmyk").write_to_buffer(".jpg"))


def deep_picture() -> bytes:
    """A PNG of 16 bits per channel."""
    return bytes(_noise(1, 60, 40).colourspace("rgb16").write_to_buffer(".png"))


def animation(format: str, frames: int = 3) -> bytes:
    first, *others = (Image.new("RGB", (50, 40), (60 * n, 0, 0)) for n in range(frames))
    body = io.BytesIO()
    first.save(body, format, save_all=True, append_images=others)
    return body.getvalue()


def png_header(width: int, height: int, *, depth: int = 16, colour: int = 6) -> bytes:
    """A PNG that claims its size (16-bit RGBA unless said) and has no pixels at all."""
    claims = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", claims) + _chunk(b"IEND", b"")


def compressed_bomb(width: int, height: int) -> bytes:
    """A complete 16-bit RGBA PNG of zeros: small as a file, `width * height * 8` bytes decoded."""
    rows = zlib.compressobj(9)
    row = bytes(1 + width * 8)
    pixels = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    claims = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", claims) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _noise(seed: int, width: int, height: int) -> pyvips.Image:
    bands = [
        pyvips.Image.gaussnoise(width, height, mean=128, sigma=40, seed=seed * 3 + band)
        for band in range(3)
    ]
    joined = bands[0].bandjoin(bands[1:]).cast("uchar")
    return joined.copy(interpretation="srgb")
