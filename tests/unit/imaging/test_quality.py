"""Scores that follow from the picture."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from shared.compositor import (
    StudioRequest,
    StudioShot,
    StudioStyle,
    cut_out,
    render,
)
from shared.imaging.measures import Score
from shared.imaging.quality import score


@pytest.fixture(scope="module")
def pair() -> tuple[bytes, Image.Image]:
    """A cut-out and a picture of it."""
    image = Image.new("RGB", (450, 600), "#f4f3f1")
    draw = ImageDraw.Draw(image)
    draw.rectangle((110, 120, 340, 500), fill="#b5483a")
    for y in range(130, 500, 24):
        draw.line([(112, y), (338, y)], fill="#f2d7b0", width=5)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=93)
    cutout = cut_out(out.getvalue()).image
    request = StudioRequest(StudioStyle(), StudioShot(), 3, longest_edge=800)
    return cutout, Image.open(io.BytesIO(render(cutout, request).image)).convert("RGB")


def encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=92)
    return out.getvalue()


@pytest.fixture(scope="module")
def usual(pair: tuple[bytes, Image.Image]) -> Score:
    return score(encode(pair[1]), pair[0])


def test_good_picture_scores_high(usual: Score) -> None:
    assert usual.quality > 0.6
    assert usual.confidence > 0.6
    assert set(usual.checks) == {"sharpness", "exposure", "separation", "framing", "colour"}
    assert all(0 <= value <= 1 for value in usual.checks.values())


def test_blur_lowers_sharpness(pair: tuple[bytes, Image.Image], usual: Score) -> None:
    blurred = encode(pair[1].filter(ImageFilter.GaussianBlur(6)))
    assert score(blurred, pair[0]).checks["sharpness"] < usual.checks["sharpness"] - 0.2


def test_overexposure_lowers_quality(pair: tuple[bytes, Image.Image], usual: Score) -> None:
    bright = Image.fromarray(
        np.clip(np.asarray(pair[1]).astype(np.float32) * 1.7, 0, 255).astype(np.uint8)
    )
    assert score(encode(bright), pair[0]).quality < usual.quality - 0.1


def test_wrong_colour_is_noticed(pair: tuple[bytes, Image.Image], usual: Score) -> None:
    red, green, blue = pair[1].split()
    swapped = encode(Image.merge("RGB", (blue, red, green)))
    assert score(swapped, pair[0]).checks["colour"] < 0.5 < usual.checks["colour"]


def test_subject_in_a_corner_lowers_framing(pair: tuple[bytes, Image.Image], usual: Score) -> None:
    small = Image.new("RGB", pair[1].size, pair[1].getpixel((4, 4)))
    small.paste(pair[1].crop((150, 150, 450, 600)).resize((90, 135)), (4, 4))
    assert score(encode(small), pair[0]).checks["framing"] < usual.checks["framing"] - 0.2


def test_without_cut_out_colour_is_left_out(pair: tuple[bytes, Image.Image], usual: Score) -> None:
    result = score(encode(pair[1]), None)
    assert "colour" not in result.checks
    assert result.confidence < usual.confidence


def test_empty_picture_scores_low() -> None:
    result = score(encode(Image.new("RGB", (300, 400), "#dddddd")), None)
    assert result.quality < 0.3
    assert result.confidence < 0.3
