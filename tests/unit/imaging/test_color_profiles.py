"""The profiles written here, against the published primaries and another colour engine."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from shared.imaging.color_profiles import SPACES, profile_bytes
from shared.imaging.color_space import ColorProfile

# Chromaticities of red, green, blue and white; sources in shared/imaging/color_profiles.py.
PRIMARIES = {
    ColorProfile.ADOBE_RGB: ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), (0.3127, 0.3290)),
    ColorProfile.PROPHOTO: ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), (0.3457, 0.3585)),
}
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
D50 = np.array([0.9642, 1.0, 0.8249])


def xyz(chromaticity: tuple[float, float]) -> np.ndarray:
    x, y = chromaticity
    return np.array([x / y, 1.0, (1 - x - y) / y])


def colorants_from(primaries: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Red, green and blue as rows, adapted to D50 by Bradford's method."""
    *rgb, white = (xyz(chromaticity) for chromaticity in primaries)
    columns = np.array(rgb).T
    native = columns * np.linalg.solve(columns, white)
    gain = np.diag((BRADFORD @ D50) / (BRADFORD @ white))
    return np.asarray((np.linalg.inv(BRADFORD) @ gain @ BRADFORD @ native).T)


@pytest.mark.parametrize("profile", PRIMARIES)
def test_colorants_follow_from_primaries(profile: ColorProfile) -> None:
    expected = colorants_from(PRIMARIES[profile])
    assert np.array(SPACES[profile].colorants) == pytest.approx(expected, abs=3e-4)


@pytest.mark.parametrize("profile", PRIMARIES)
def test_white_of_the_profile_is_d50(profile: ColorProfile) -> None:
    assert np.sum(SPACES[profile].colorants, axis=0) == pytest.approx(D50, abs=1e-4)


@pytest.mark.parametrize(
    ("profile", "description"),
    [
        (ColorProfile.SRGB, "sRGB"),
        (ColorProfile.ADOBE_RGB, "Compatible with Adobe RGB (1998)"),
        (ColorProfile.PROPHOTO, "ROMM RGB (ProPhoto)"),
    ],
)
def test_littlecms_reads_the_profile(profile: ColorProfile, description: str) -> None:
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes(profile)))
    assert ImageCms.getProfileDescription(opened).strip() == description
    assert opened.profile.xcolor_space.strip() == "RGB"


def test_pure_srgb_green_fits_adobe_rgb() -> None:
    """sRGB's green is (144, 255, 60) in Adobe RGB, as editors of pictures show it."""
    source = Image.new("RGB", (1, 1), (0, 255, 0))
    converted = ImageCms.profileToProfile(
        source,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes(ColorProfile.ADOBE_RGB))),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    assert converted is not None
    assert converted.getpixel((0, 0)) == pytest.approx((144, 255, 60), abs=1)
