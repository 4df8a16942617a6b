"""Size and length of an MP4, read from its boxes (ISO/IEC 14496-12, 4.2, 8.2.2 and 8.3.2)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_BOXES = 10_000  # a film has a few dozen; a forged one is not followed for ever


@dataclass(frozen=True)
class Film:
    """`width` and `height` in pixels as shown, after the track's rotation.

    `seconds` is None where the header leaves the length open, as in a film made of fragments.
    """

    width: int
    height: int
    seconds: float | None


def measure_film(body: bytes) -> Film | None:
    """None for what is no complete MP4 with a picture track."""
    try:
        return _measure(memoryview(body))
    except (struct.error, ValueError, IndexError, ZeroDivisionError):
        return None


def _measure(body: memoryview) -> Film | None:
    movie = next((content for kind, content in _boxes(body) if kind == b"moov"), None)
    if movie is None:
        return None
    seconds, size = 0.0, (0, 0)
    for kind, content in _boxes(movie):
        if kind == b"mvhd":
            seconds = _seconds(content)
        elif kind == b"trak":
            # Sound tracks have no size, and a thumbnail track a smaller one.
            size = max(size, _track_size(content), key=lambda side: side[0] * side[1])
    return Film(*size, seconds or None) if size[0] and size[1] else None


def _boxes(body: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """(type, content) of the boxes at one level."""
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
    """Version 1 counts in 64 bits; all ones say that the length is not known."""
    if header[0] == 1:
        scale, length = struct.unpack_from(">IQ", header, 20)
        unknown = 2**64 - 1
    else:
        scale, length = struct.unpack_from(">II", header, 12)
        unknown = 2**32 - 1
    return 0.0 if length == unknown else length / scale


def _track_size(track: memoryview) -> tuple[int, int]:
    header = next((content for kind, content in _boxes(track) if kind == b"tkhd"), None)
    if header is None:
        return 0, 0
    at = 52 if header[0] == 1 else 40  # of the matrix, nine numbers; then width and height
    matrix = struct.unpack_from(">9i", header, at)
    width, height = (side >> 16 for side in struct.unpack_from(">II", header, at + 36))
    turned = matrix[0] == 0 and matrix[4] == 0 and matrix[1] != 0
    return (height, width) if turned else (width, height)
