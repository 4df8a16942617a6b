"""Every stored image becomes plain sRGB; an export gets the profile that it was ordered with."""

import pytest
import pyvips

from shared.imaging.color_conversion import to_profile, to_srgb
from shared.imaging.color_profiles import profile_bytes
from shared.imaging.color_space import ColorProfile
from shared.imaging.webp import encode_webp

RED = pyvips.Image.black(4, 4, bands=3).linear(1, [200, 30, 40]).cast("uchar")
SRGB = RED.copy(interpretation="srgb")


def pixel(image: pyvips.Image) -> list[float]:
    return list(image.getpoint(1, 1))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (SRGB, [200, 30, 40]),
        (SRGB.colourspace("rgb16"), [200, 30, 40]),
        (SRGB.extract_band(0).copy(interpretation="b-w"), [200, 200, 200]),
    ],
)
def test_every_kind_becomes_srgb(image: pyvips.Image, expected: list[float]) -> None:
    converted = to_srgb(image)
    assert converted.interpretation == "srgb"
    assert pixel(converted) == pytest.approx(expected, abs=1)


def test_embedded_profile_is_applied() -> None:
    adobe = to_profile(SRGB, ColorProfile.ADOBE_RGB, bits=8)
    assert pixel(adobe) != pytest.approx(pixel(SRGB), abs=5)
    assert pixel(to_srgb(adobe)) == pytest.approx(pixel(SRGB), abs=2)


@pytest.mark.parametrize("profile", ColorProfile)
def test_target_profile_is_embedded(profile: ColorProfile) -> None:
    converted = to_profile(SRGB, profile, bits=8)
    assert bytes(converted.get("icc-profile-data")) == profile_bytes(profile)


def test_same_profile_keeps_the_pixels() -> None:
    assert pixel(to_profile(SRGB, ColorProfile.SRGB, bits=8)) == [200, 30, 40]


def test_webp_keeps_size_and_transparency() -> None:
    image = SRGB.bandjoin(128)
    stored = pyvips.Image.new_from_buffer(encode_webp(image), "")
    assert (stored.width, stored.height, stored.hasalpha()) == (4, 4, True)
