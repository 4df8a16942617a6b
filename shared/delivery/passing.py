"""Videos are delivered as they are: no format, colour profile or background applies to them."""

import hashlib
import zlib
from dataclasses import dataclass

VIDEO_EXTENSION = "mp4"
VIDEO_MIME = "video/mp4"


@dataclass(frozen=True)
class PassedOn:
    """As `RenderedImage`; nobody measures a video here."""

    data: bytes
    mime: str
    crc32: int
    sha256: str
    width: int | None = None
    height: int | None = None


def is_video(key: str) -> bool:
    """By the name of its object, which says what it is (shared/media/naming.py)."""
    return key.endswith(f".{VIDEO_EXTENSION}")


def pass_on(source: bytes) -> PassedOn:
    return PassedOn(source, VIDEO_MIME, zlib.crc32(source), hashlib.sha256(source).hexdigest())
