"""Size and duration of an MP4, read from its boxes (ISO/IEC 14496-12, 4.2, 8.2.2 and 8.3.2)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_BOXES = 10_000  # a real file has a few dozen; this bounds the work on a forged one


@dataclass(frozen=True)
class Video:
    """`width` and `height` are in pixels, after the track's rotation.

    `seconds` is None if the header does not state the duration, as in a fragmented file.
    """

    width: int
    height: int
    seconds: float | None


def measure_video(body: bytes) -> Video | None:
    """The size and duration, or None if `body` is not a complete MP4 with a video track."""
    try:
        return _measure(memoryview(body))
    except (struct.error, ValueError, IndexError, ZeroDivisionError):
        return None


def _measure(body: memoryview) -> Video | None:
    movie = next((content for kind, content in _boxes(body) if kind == b"moov"), None)
    if movie is None:
        return None
    seconds, size = 0.0, (0, 0)
    for kind, content in _boxes(movie):
        if kind == b"mvhd":
            seconds = _seconds(content)
        elif kind == b"trak":
            # A sound track has no size, and a thumbnail track has a smaller one.
            size = max(size, _track_size(content), key=lambda side: side[0] * side[1])
    return Video(*size, seconds or None) if size[0] and size[1] else None


def _boxes(body: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """(type, content) of the boxes at one level. Raises ValueError if a box exceeds the file."""
    at = 0
    for _ in range(_MAX_BOXES):
        if at + 8 > len(body):
            return
        size, kind = struct.unpack_from(">I4s", body, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", body, at + 8), 16
        elif size == 0:  # to the end of the file
            size = len(body) - at
        if size < head or at + size > len(body):
            raise ValueError("a box does not end within its file")
        yield kind, body[at + head : at + size]
        at += size


def _seconds(header: memoryview) -> float:
    """Seconds from an `mvhd` box; 0 if unknown. Version 1 has 64 bits; all ones mean unknown."""
    if header[0] == 1:
        scale, length = struct.unpack_from(">IQ", header, 20)
        unknown = 2**64 - 1
    else:
        scale, length = struct.unpack_from(">II", header, 12)
        unknown = 2**32 - 1
    return 0.0 if length == unknown else length / scale


def _track_size(track: memoryview) -> tuple[int, int]:
    """Width and height from a track's `tkhd` box, rotation applied; zeros if it has none."""
    header = next((content for kind, content in _boxes(track) if kind == b"tkhd"), None)
    if header is None:
        return 0, 0
    at = 52 if header[0] == 1 else 40  # offset of the matrix: nine numbers, then width and height
    matrix = struct.unpack_from(">9i", header, at)
    width, height = (side >> 16 for side in struct.unpack_from(">II", header, at + 36))
    turned = matrix[0] == 0 and matrix[4] == 0 and matrix[1] != 0
    return (height, width) if turned else (width, height)
