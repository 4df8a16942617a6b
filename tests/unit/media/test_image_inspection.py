"""Every file gets the verdict of the decoder that renders later, and a reason a person can use."""

import hashlib
import resource

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.imaging.limits import MAX_PIXELS, MAX_UPLOAD_SIDE
from shared.media.errors import ImageRejected
from shared.media.image_inspection import ImageFacts, inspect_image
from tests.scenes.images import (
    animation,
    cmyk_picture,
    compressed_bomb,
    deep_picture,
    picture,
    png_header,
    turned_picture,
)

GOOD = {
    "image/jpeg": picture(suffix=".jpg"),
    "image/png": picture(suffix=".png"),
    "image/webp": picture(suffix=".webp"),
    "image/tiff": picture(suffix=".tif[compression=lzw]"),
}


def code_of(body: bytes) -> str:
    with pytest.raises(ImageRejected) as rejected:
        inspect_image(body)
    assert rejected.value.detail.endswith(".")
    return rejected.value.code


@pytest.mark.parametrize("mime", GOOD)
def test_good_image_gives_facts(mime: str) -> None:
    body = GOOD[mime]
    assert inspect_image(body) == ImageFacts(
        mime=mime,
        width=60,
        height=40,
        orientation=1,
        sha256=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
    )


@pytest.mark.parametrize(
    "suffix", [".jpg[interlace]", ".png[interlace]", ".png[palette]", ".webp[lossless]"]
)
def test_unusual_encodings_are_accepted(suffix: str) -> None:
    assert inspect_image(picture(suffix=suffix)).width == 60


def test_cmyk_jpeg_is_accepted() -> None:
    assert inspect_image(cmyk_picture()).mime == "image/jpeg"


def test_deep_png_is_accepted() -> None:
    assert inspect_image(deep_picture()).mime == "image/png"


def test_pages_of_tiff_are_ignored() -> None:
    assert inspect_image(animation("TIFF")).height == 40


@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_is_as_seen(orientation: int) -> None:
    facts = inspect_image(turned_picture(orientation))
    sideways = orientation >= 5
    assert (facts.width, facts.height) == ((40, 60) if sideways else (60, 40))
    assert facts.orientation == orientation


def test_empty_file_is_rejected() -> None:
    assert code_of(b"") == "empty_file"


@pytest.mark.parametrize("body", [b"Dear colleagues,\n", b"\xff\xd8", b"\x00" * 5000, b"RIFF\0\0"])
def test_other_content_is_no_image(body: bytes) -> None:
    assert code_of(body) == "not_an_image"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (animation("GIF"), "GIF"),
        (b"BM" + bytes(60), "BMP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "AVIF"),
        (b"%PDF-1.7\n", "PDF"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    ],
)
def test_known_formats_are_named(body: bytes, name: str) -> None:
    with pytest.raises(ImageRejected, match=f"unsupported_format: This is a {name} file"):
        inspect_image(body)


def test_animation_is_rejected() -> None:
    assert code_of(animation("WEBP")) == "unsupported_format"


@pytest.mark.parametrize("mime", GOOD)
@pytest.mark.parametrize("kept", [0.3, 0.7, 0.97])
def test_truncated_image_is_rejected(mime: str, kept: float) -> None:
    body = GOOD[mime]
    assert code_of(body[: int(len(body) * kept)]) == "truncated_image"


@pytest.mark.parametrize("suffix", [".jpg[interlace]", ".png[interlace]"])
def test_truncated_interlaced_is_rejected(suffix: str) -> None:
    assert code_of(picture(suffix=suffix)[:-300]) == "truncated_image"


def test_damaged_image_is_rejected() -> None:
    body = bytearray(GOOD["image/png"])
    body[len(body) // 2] ^= 0xFF
    assert code_of(bytes(body)) == "damaged_image"


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (786_464, 32),
        (32, 786_464),
        (2**31 - 1, 2**31 - 1),
        (MAX_UPLOAD_SIDE + 1, 1),
        (MAX_UPLOAD_SIDE, MAX_PIXELS // MAX_UPLOAD_SIDE + 1),
    ],
)
def test_claimed_size_is_rejected(width: int, height: int) -> None:
    assert code_of(png_header(width, height)) == "image_too_large"


def test_header_without_pixels_is_damaged() -> None:
    assert code_of(png_header(MAX_UPLOAD_SIDE, 32)) == "damaged_image"
    assert code_of(png_header(0, 32)) == "damaged_image"


def test_bomb_is_refused_undecoded() -> None:
    bomb = compressed_bomb(9_000, 9_000)  # 81 megapixels, but 648 MB
    assert len(bomb) < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert code_of(bomb) == "image_too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # KiB


@given(st.sampled_from(sorted(GOOD)), st.data())
@settings(max_examples=150, deadline=None)
def test_any_cut_is_judged(mime: str, data: st.DataObject) -> None:
    """Whatever a broken transfer leaves is accepted or rejected, never an unknown error."""
    body = GOOD[mime]
    cut = body[: data.draw(st.integers(0, len(body)))]
    try:
        facts = inspect_image(cut)
    except ImageRejected:
        return
    assert facts.mime == mime
    assert len(body) - len(cut) < 16, "pixels were missing"


@given(st.sampled_from(sorted(GOOD)), st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_is_judged(mime: str, data: st.DataObject) -> None:
    body = bytearray(GOOD[mime])
    for at in data.draw(st.lists(st.integers(0, min(len(body) - 1, 400)), max_size=5)):
        body[at] = data.draw(st.integers(0, 255))
    try:
        facts = inspect_image(bytes(body))
    except ImageRejected:
        return
    assert max(facts.width, facts.height) <= MAX_UPLOAD_SIDE
