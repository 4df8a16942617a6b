"""Whether two pictures show the same person, as far as colours and outlines tell."""

import io

import pytest
from PIL import Image, ImageDraw

from shared.imaging.consistency import consistency

_SKIN, _DARK, _RED, _BLUE = (224, 172, 140), (92, 58, 40), (170, 40, 50), (40, 60, 160)


def encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def figure(
    skin: tuple[int, int, int] = _SKIN,
    dress: tuple[int, int, int] = _RED,
    *,
    shift: int = 0,
    arms: int = 60,
) -> bytes:
    """A head, a dress and two arms on a light ground."""
    image = Image.new("RGB", (300, 400), (240, 238, 234))
    draw = ImageDraw.Draw(image)
    middle = 150 + shift
    draw.ellipse((middle - 35, 30, middle + 35, 110), fill=skin)
    draw.polygon(
        [(middle - 40, 115), (middle + 40, 115), (middle + 80, 360), (middle - 80, 360)], dress
    )
    for side in (-1, 1):
        draw.line((middle + side * 40, 130, middle + side * (40 + arms), 250), fill=skin, width=20)
    return encoded(image)


def measured(picture: bytes, *references: bytes) -> float:
    return consistency(picture, references).quality


def test_same_picture_is_fully_consistent() -> None:
    assert measured(figure(), figure()) == pytest.approx(1, abs=1e-3)


def test_another_pose_stays_consistent() -> None:
    moved = measured(figure(shift=25, arms=20), figure())
    assert moved > 0.8
    assert moved > measured(figure(_DARK, _BLUE, shift=25, arms=20), figure())


def test_other_skin_and_dress_fall_behind() -> None:
    assert measured(figure(_DARK, _BLUE), figure()) < 0.5


def test_most_alike_reference_counts() -> None:
    other = figure(_DARK, _BLUE)
    assert measured(figure(), other, figure()) == pytest.approx(1, abs=1e-3)


def test_more_references_give_confidence() -> None:
    one = consistency(figure(), [figure()])
    three = consistency(figure(), [figure()] * 3)
    assert one.confidence < three.confidence <= 1
    assert one.checks.keys() == {"consistency", "palette", "structure"}


def test_plain_picture_has_a_measure() -> None:
    plain = encoded(Image.new("RGB", (80, 80), (128, 128, 128)))
    assert 0 <= measured(plain, figure()) <= 1
    assert measured(plain, plain) == pytest.approx(1, abs=1e-3)


def test_nothing_to_compare_with_is_an_error() -> None:
    with pytest.raises(ValueError, match="compare"):
        consistency(figure(), [])
