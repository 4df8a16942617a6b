import io
import struct

import pytest
from PIL import Image

from tests.simulator import media


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/webp"])
def test_image_has_size_and_format(mime: str) -> None:
    image = Image.open(io.BytesIO(media.image("a", 96, 128, mime)))

    assert (image.size, image.get_format_mimetype()) == ((96, 128), mime)


def test_seeds_give_different_images() -> None:
    assert len({media.image(seed, 32, 32) for seed in range(20)}) == 20


def test_same_seed_is_the_same_image() -> None:
    first = media.image("again", 32, 32)
    media.image.cache_clear()

    assert media.image("again", 32, 32) == first


def test_cutout_is_partly_transparent() -> None:
    alpha = Image.open(io.BytesIO(media.cutout("a", 96, 128))).getchannel("A")

    assert alpha.getextrema() == (0, 255)
    assert alpha.getpixel((0, 0)) == 0
    assert alpha.getpixel((48, 64)) == 255


def _boxes(body: bytes) -> dict[bytes, bytes]:
    found, place = {}, 0
    while place < len(body):
        size, kind = struct.unpack_from(">I4s", body, place)
        found[kind] = body[place + 8 : place + size]
        place += size
    assert place == len(body)
    return found


def test_video_is_a_whole_mp4() -> None:
    top = _boxes(media.mp4("a", seconds=4.0))
    movie = _boxes(top[b"moov"])
    scale, length = struct.unpack_from(">II", movie[b"mvhd"], 12)

    assert list(top) == [b"ftyp", b"moov", b"mdat"]
    assert length / scale == 4.0


def test_video_points_to_its_first_frame() -> None:
    body = media.mp4("a", seconds=2.0)
    offset = struct.unpack_from(">I", body, body.index(b"stco") + 12)[0]
    size = struct.unpack_from(">I", body, offset)[0]

    assert body[offset + 4] == 0x65  # an IDR slice
    assert body[offset + 3 + size] == 0x80  # and its stop bit


def test_texts_differ_by_seed() -> None:
    assert media.text("a") == media.text("a")
    assert media.text("a") != media.text("b")
