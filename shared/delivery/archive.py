"""ZIP archives without compression (STORED), written as a stream of bytes.

DEFLATE does not make photographs smaller. Sizes and checksums are known beforehand, so headers
need no later correction and the archive can be streamed. Layout after PKWARE's APPNOTE 6.3.10,
sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (end records) and
4.5.3 (the ZIP64 extra field).
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from struct import pack

_STORED = 0
_UTF8_NAME = 0x0800
_VERSION, _VERSION_ZIP64 = 20, 45
_MADE_ON_UNIX = 3 << 8
_REGULAR_FILE = 0o100644 << 16
_ZIP64_EXTRA = 0x0001
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True)
class Entry:
    """One file of the archive; `name` is its path inside, `crc32` the checksum of its bytes."""

    name: str
    size_bytes: int
    crc32: int


@dataclass(frozen=True)
class Limits:
    """ZIP64 fields are used from these values on; tests set lower ones."""

    bytes: int = _FULL_32
    entries: int = _FULL_16


class EntryMismatch(Exception):
    """The bytes read do not have the size and checksum of the entry."""


def pieces(
    entries: Sequence[Entry],
    read: Callable[[Entry], bytes],
    modified: datetime,
    limits: Limits = Limits(),
) -> Iterator[bytes]:
    """The archive as consecutive pieces: header and bytes of each entry, then the directory.

    `read` returns the bytes of an entry; one entry is in memory at a time. The same entries,
    bytes and `modified` time give the same archive. Raises EntryMismatch if `read` returns other
    bytes than the entry states, because the archive would be corrupt.
    """
    directory, offset = bytearray(), 0
    for entry in entries:
        header = local_header(entry, modified, limits)
        directory += directory_entry(entry, modified, offset, limits)
        offset += len(header) + entry.size_bytes
        yield header
        yield _verified(entry, read(entry))
    yield bytes(directory) + directory_end(len(entries), len(directory), offset, limits)


def archive_bytes(entries: Sequence[Entry], limits: Limits = Limits()) -> int:
    """The size of the archive, computed without reading any entry."""
    moment = datetime(1980, 1, 1)  # any time; the length of a header does not depend on it
    offset = directory = 0
    for entry in entries:
        directory += len(directory_entry(entry, moment, offset, limits))
        offset += len(local_header(entry, moment, limits)) + entry.size_bytes
    return offset + directory + len(directory_end(len(entries), directory, offset, limits))


def _verified(entry: Entry, data: bytes) -> bytes:
    if len(data) != entry.size_bytes or zlib.crc32(data) != entry.crc32:
        raise EntryMismatch(entry.name)
    return data


def local_header(entry: Entry, modified: datetime, limits: Limits) -> bytes:
    """The header in front of an entry's bytes (4.3.7)."""
    name, size = entry.name.encode(), entry.size_bytes
    # Unlike the directory, a local header states both sizes or none (4.5.3).
    extra = _zip64_extra([size, size]) if size >= limits.bytes else b""
    stated = _FULL_32 if extra else size
    return (
        pack(
            "<4sHHHHHLLLHH",
            b"PK\x03\x04",
            _VERSION_ZIP64 if extra else _VERSION,
            _UTF8_NAME,
            _STORED,
            *_dos_time(modified),
            entry.crc32,
            stated,
            stated,
            len(name),
            len(extra),
        )
        + name
        + extra
    )


def directory_entry(entry: Entry, modified: datetime, offset: int, limits: Limits) -> bytes:
    """An entry of the central directory (4.3.12); `offset` is that of its local header."""
    name = entry.name.encode()
    sizes = [entry.size_bytes] * 2 if entry.size_bytes >= limits.bytes else []
    offsets = [offset] if offset >= limits.bytes else []
    extra = _zip64_extra(sizes + offsets)
    version = _VERSION_ZIP64 if extra else _VERSION
    stated = _FULL_32 if sizes else entry.size_bytes
    return (
        pack(
            "<4sHHHHHHLLLHHHHHLL",
            b"PK\x01\x02",
            _MADE_ON_UNIX | version,
            version,
            _UTF8_NAME,
            _STORED,
            *_dos_time(modified),
            entry.crc32,
            stated,
            stated,
            len(name),
            len(extra),
            0,  # no comment
            0,  # first disk
            0,  # binary
            _REGULAR_FILE,
            _FULL_32 if offsets else offset,
        )
        + name
        + extra
    )


def directory_end(count: int, size: int, offset: int, limits: Limits) -> bytes:
    """The end records (4.3.14 to 4.3.16); `size` and `offset` are the directory's, in bytes."""
    zip64 = b""
    if count >= limits.entries or size >= limits.bytes or offset >= limits.bytes:
        versions = (_MADE_ON_UNIX | _VERSION_ZIP64, _VERSION_ZIP64)
        zip64 = pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, *versions, 0, 0, count, count, size, offset)
        zip64 += pack("<4sLQL", b"PK\x06\x07", 0, offset + size, 1)
    entries = _FULL_16 if count >= limits.entries else count
    return zip64 + pack(
        "<4sHHHHLLH",
        b"PK\x05\x06",
        0,
        0,
        entries,
        entries,
        _FULL_32 if size >= limits.bytes else size,
        _FULL_32 if offset >= limits.bytes else offset,
        0,
    )


def _zip64_extra(values: Sequence[int]) -> bytes:
    return pack(f"<HH{len(values)}Q", _ZIP64_EXTRA, 8 * len(values), *values) if values else b""


def _dos_time(moment: datetime) -> tuple[int, int]:
    """(time, date) in MS-DOS format (4.4.6): two seconds' resolution, years from 1980 on."""
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (moment.year - 1980) << 9 | moment.month << 5 | moment.day
