"""Small valid MP4 files: H.264 frames of uncompressed macroblocks in an ISO base media file.

Formats: ITU-T H.264 (7.3.2.1 sequence and 7.3.2.2 picture parameter sets, 7.3.3 slice header,
7.3.5 macroblock with mb_type I_PCM), ISO/IEC 14496-12 (boxes), 14496-15 (avcC).
"""

import struct
from collections.abc import Sequence

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_TIMESCALE = 1000


class _Bits:
    def __init__(self) -> None:
        self._text = ""

    def put(self, value: int, width: int) -> "_Bits":
        self._text += f"{value:0{width}b}"
        return self

    def golomb(self, value: int) -> "_Bits":
        """An unsigned Exp-Golomb code, ue(v)."""
        code = f"{value + 1:b}"
        self._text += "0" * (len(code) - 1) + code
        return self

    def packed(self) -> bytes:
        padded = self._text + "0" * (-len(self._text) % 8)
        return int(padded, 2).to_bytes(len(padded) // 8, "big")

    def closed(self) -> bytes:
        """The bytes with the stop bit of an RBSP."""
        self._text += "1"
        return self.packed()


def _sequence(width: int, height: int) -> bytes:
    bits = _Bits().put(66, 8).put(0xC0, 8).put(30, 8).golomb(0)  # baseline, level 3.0
    bits.golomb(0).golomb(2).golomb(1).put(0, 1)  # frame_num of 4 bits, no order count, 1 ref
    bits.golomb(width // 16 - 1).golomb(height // 16 - 1).put(1, 1).put(1, 1).put(0, 2)
    return b"\x67" + bits.closed()


def _picture_parameters() -> bytes:
    bits = _Bits().golomb(0).golomb(0).put(0, 2).golomb(0).golomb(0).golomb(0)
    bits.put(0, 3).golomb(0).golomb(0).golomb(0).put(0, 3)  # QP and chroma offsets of 0
    return b"\x68" + bits.closed()


def _frame(number: int, level: int, width: int, height: int) -> bytes:
    """An IDR picture in one gray level; samples are never 0, so no start code occurs."""
    head = _Bits().golomb(0).golomb(7).golomb(0).put(0, 4).golomb(number % 2)
    head.put(0, 2).golomb(0)  # no long-term reference, QP delta 0
    head.golomb(25)  # I_PCM
    samples = bytes([level]) * 256 + b"\x80" * 128
    first = head.packed() + samples
    others = (_Bits().golomb(25).packed() + samples) * (width * height // 256 - 1)
    return b"\x65" + first + others + b"\x80"


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _full(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags), *parts)


def _sample_entry(width: int, height: int) -> bytes:
    sequence, parameters = _sequence(width, height), _picture_parameters()
    config = b"\x01" + sequence[1:4] + b"\xff\xe1" + struct.pack(">H", len(sequence)) + sequence
    config += b"\x01" + struct.pack(">H", len(parameters)) + parameters
    entry = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", width, height)
    entry += struct.pack(">IIIH", 0x480000, 0x480000, 0, 1) + bytes(32) + b"\x00\x18\xff\xff"
    return _full(b"stsd", struct.pack(">I", 1), _box(b"avc1", entry, _box(b"avcC", config)))


def _table(sizes: Sequence[int], ticks: int, offset: int, width: int, height: int) -> bytes:
    count = len(sizes)
    return _box(
        b"stbl",
        _sample_entry(width, height),
        _full(b"stts", struct.pack(">III", 1, count, ticks)),
        _full(b"stsc", struct.pack(">IIII", 1, 1, count, 1)),
        _full(b"stsz", struct.pack(f">II{count}I", 0, count, *sizes)),
        _full(b"stco", struct.pack(">II", 1, offset)),
    )


def _movie(sizes: Sequence[int], ticks: int, offset: int, width: int, height: int) -> bytes:
    length = ticks * len(sizes)
    times = struct.pack(">IIII", 0, 0, _TIMESCALE, length)
    header = struct.pack(">IH", 0x10000, 0x100) + bytes(10) + _MATRIX + bytes(24)
    track = struct.pack(">IIIII", 0, 0, 1, 0, length) + bytes(16) + _MATRIX
    track += struct.pack(">II", width << 16, height << 16)
    data = _full(b"dref", struct.pack(">I", 1), _full(b"url ", flags=1))
    information = _box(
        b"minf",
        _full(b"vmhd", bytes(8), flags=1),
        _box(b"dinf", data),
        _table(sizes, ticks, offset, width, height),
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", times, b"\x55\xc4\x00\x00"),
        _full(b"hdlr", b"\x00\x00\x00\x00vide", bytes(12), b"video\x00"),
        information,
    )
    return _box(
        b"moov",
        _full(b"mvhd", times, header, struct.pack(">I", 2)),
        _box(b"trak", _full(b"tkhd", track, flags=3), media),
    )


def mp4_video(levels: Sequence[int], seconds: float, width: int, height: int) -> bytes:
    """One frame for each gray level (1 to 255), evenly distributed over `seconds`."""
    frames = [_frame(n, level, width, height) for n, level in enumerate(levels)]
    samples = [struct.pack(">I", len(frame)) + frame for frame in frames]
    sizes = [len(sample) for sample in samples]
    ticks = max(1, round(seconds * _TIMESCALE / len(levels)))
    kind = _box(b"ftyp", b"isom\x00\x00\x02\x00isomavc1mp41")
    start = len(kind) + len(_movie(sizes, ticks, 0, width, height)) + 8
    return kind + _movie(sizes, ticks, start, width, height) + _box(b"mdat", *samples)
