"""Videos are exported unchanged: format, color profile and background do not apply to them."""

import hashlib
import zlib
from dataclasses import dataclass

from shared.media.naming import VIDEO, extension_of

VIDEO_EXTENSION = extension_of(VIDEO)


@dataclass(frozen=True)
class ExportedVideo:
    """The fields of `RenderedImage`; width and height of a video are not measured."""

    data: bytes
    mime: str
    crc32: int
    sha256: str
    width: int | None = None
    height: int | None = None


def is_video(key: str) -> bool:
    """Whether the object is a video, by the extension of its key (shared/media/naming.py)."""
    return key.endswith(f".{VIDEO_EXTENSION}")


def export_video(source: bytes) -> ExportedVideo:
    """The bytes as they are, with their checksums."""
    return ExportedVideo(source, VIDEO, zlib.crc32(source), hashlib.sha256(source).hexdigest())
