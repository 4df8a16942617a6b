"""Archives that other programs open, small and (by lowered limits) beyond 4 GiB."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.delivery.archive import Entry, EntryMismatch, Limits, archive_bytes, pieces

MODIFIED = datetime(2024, 1, 15, 10, 20, 30, tzinfo=UTC)

names = st.text(
    alphabet=st.characters(exclude_characters="/\\\0", exclude_categories=["Cs", "Cc"]),
    min_size=1,
    max_size=60,
)
files = st.dictionaries(names, st.binary(max_size=300), max_size=12)
limits = st.builds(
    Limits, bytes=st.sampled_from([0, 1, 50, 200, 0xFFFFFFFF]), entries=st.integers(0, 20)
)


def entries_of(content: Mapping[str, bytes]) -> list[Entry]:
    return [Entry(name, len(data), zlib.crc32(data)) for name, data in content.items()]


def packed(content: Mapping[str, bytes], limits: Limits = Limits()) -> bytes:
    entries = entries_of(content)
    return b"".join(pieces(entries, lambda entry: content[entry.name], MODIFIED, limits))


def unpacked(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return {info.filename: opened.read(info) for info in opened.infolist()}


def test_zipfile_reads_what_was_packed() -> None:
    content = {"ABC123_full_body_001.png": b"one", "été.jpg": b"\xff" * 70_000}
    assert unpacked(packed(content)) == content


def test_entries_are_stored_files_of_their_time() -> None:
    with zipfile.ZipFile(io.BytesIO(packed({"a.png": b"one"}))) as opened:
        (info,) = opened.infolist()
    assert info.compress_type == zipfile.ZIP_STORED
    assert info.date_time == (2024, 1, 15, 10, 20, 30)
    assert info.external_attr >> 16 == 0o100644


@given(files)
def test_any_content_survives(content: dict[str, bytes]) -> None:
    assert unpacked(packed(content)) == content


@given(files, limits)
def test_zip64_archive_reads_the_same(content: dict[str, bytes], limits: Limits) -> None:
    assert unpacked(packed(content, limits)) == content


@given(files, limits)
def test_size_is_known_in_advance(content: dict[str, bytes], limits: Limits) -> None:
    assert archive_bytes(entries_of(content), limits) == len(packed(content, limits))


def test_plain_archive_has_no_zip64() -> None:
    archive = packed({"a": b"1"})
    assert b"PK\x06\x06" not in archive
    assert b"PK\x06\x07" not in archive


@pytest.mark.parametrize("limits", [Limits(entries=2), Limits(bytes=30)])
def test_crossing_a_limit_adds_zip64(limits: Limits) -> None:
    archive = packed({"a": b"1", "b": b"2"}, limits)
    assert b"PK\x06\x06" in archive
    assert b"PK\x06\x07" in archive


def test_real_limit_of_entries_is_crossed() -> None:
    content = {f"{n}": b"" for n in range(65_535)}
    archive = packed(content)
    assert b"PK\x06\x06" in archive
    assert len(zipfile.ZipFile(io.BytesIO(archive)).infolist()) == 65_535


def test_offset_beyond_4_gib_is_announced() -> None:
    big = [Entry(f"{n}", 3 * 2**30, 0) for n in range(3)]
    ordinary = [Entry(f"{n}", 3, 0) for n in range(3)]
    overhead = archive_bytes(big) - sum(entry.size_bytes for entry in big)
    plain = archive_bytes(ordinary) - sum(entry.size_bytes for entry in ordinary)
    # Only the third entry begins beyond 4 GiB; the directory's end is told in two records.
    assert overhead - plain == (4 + 8) + (56 + 20)


def test_same_input_gives_same_archive() -> None:
    content = {"a": b"1", "b": b"2"}
    assert packed(content) == packed(content)


@pytest.mark.parametrize("data", [b"12", b"2"])
def test_changed_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EntryMismatch):
        list(pieces([Entry("a", 1, zlib.crc32(b"1"))], lambda _: data, MODIFIED))
