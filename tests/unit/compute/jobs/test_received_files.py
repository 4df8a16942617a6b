"""What providers' files are, and the WebP that is made of them."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shared.compute.jobs.received_files import Measured, as_webp, measure
from shared.providers.errors import ProviderFailed

TURN = (0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
UPRIGHT = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = (30, 20), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 40, 128)[: len(mode)]).save(out, kind, **how)
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film(matrix: tuple[int, ...] = UPRIGHT, length: int = 5000, wide: bool = False) -> bytes:
    """The boxes that are read, of a 640 x 360 film, behind a sound track and before the media."""
    if wide:
        lasts = struct.pack(">4xQQIQ", 0, 0, 1000, length)
        head = struct.pack(">4xQQIIQ16x", 0, 0, 1, 0, length)
        lasts, head = b"\x01" + lasts[1:], b"\x01" + head[1:]
    else:
        lasts = struct.pack(">4xIIII", 0, 0, 1000, length)
        head = struct.pack(">4xIIIII16x", 0, 0, 1, 0, length)
    picture = head + struct.pack(">9iII", *matrix, 640 << 16, 360 << 16)
    sound = head + struct.pack(">9iII", *UPRIGHT, 0, 0)
    tracks = b"".join(box(b"trak", box(b"tkhd", track)) for track in (sound, picture))
    movie = box(b"moov", box(b"mvhd", lasts) + tracks)
    return box(b"ftyp", b"isom0000") + movie + struct.pack(">I4s", 0, b"mdat") + b"frames"


@pytest.mark.parametrize(
    ("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_pictures_are_measured(kind: str, mime: str) -> None:
    assert measure(encoded(kind)) == Measured(mime, 30, 20)


def test_sideways_photograph_is_measured_as_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    body = encoded("JPEG", exif=exif)
    assert measure(body) == Measured("image/jpeg", 20, 30)
    assert Image.open(io.BytesIO(as_webp(body))).size == (20, 30)


@pytest.mark.parametrize("wide", [False, True])
def test_film_is_measured(wide: bool) -> None:
    assert measure(film(wide=wide)) == Measured("video/mp4", 640, 360, 5.0)


def test_turned_film_is_measured_as_seen() -> None:
    found = measure(film(matrix=TURN))
    assert (found.width, found.height) == (360, 640)


@pytest.mark.parametrize("length", [0, 2**32 - 1])
def test_film_may_leave_its_length_open(length: int) -> None:
    assert measure(film(length=length)).seconds is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"GIF89a", b"\xff\xd8\xff", film()[:90]])
def test_other_bytes_are_a_failure(body: bytes) -> None:
    with pytest.raises(ProviderFailed):
        measure(body)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_broken_films_only_fail(noise: bytes, at: int) -> None:
    whole = film()
    broken = whole[:8] + whole[8:at] + noise + whole[at + len(noise) :]
    try:
        assert measure(broken).mime == "video/mp4"
    except ProviderFailed:
        assert measure(whole).seconds == 5


def test_claimed_size_is_not_believed() -> None:
    header = struct.pack(">IIBBBBB", 16_000, 16_000, 8, 6, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + header + b"\0" * 4
    with pytest.raises(ProviderFailed, match="16000 x 16000"):
        as_webp(body)


def test_webp_is_stored_as_it_is() -> None:
    body = encoded("WEBP", quality=40)
    assert as_webp(body) is body


def test_transparency_is_kept() -> None:
    made = Image.open(io.BytesIO(as_webp(encoded("PNG", "RGBA"))))
    assert (made.format, made.mode) == ("WEBP", "RGBA")
    assert made.getpixel((5, 5))[3] == 128


def test_grey_and_palette_become_colour() -> None:
    out = io.BytesIO()
    Image.new("P", (8, 8), 3).save(out, "PNG")
    for body in (out.getvalue(), encoded("PNG", "L")):
        assert Image.open(io.BytesIO(as_webp(body))).mode == "RGB"


def test_broken_picture_is_a_failure() -> None:
    body = encoded("PNG", size=(300, 300))
    with pytest.raises(ProviderFailed, match="damaged"):
        as_webp(body[: len(body) // 2])


def test_film_is_no_picture() -> None:
    with pytest.raises(ProviderFailed, match="film"):
        as_webp(film())
