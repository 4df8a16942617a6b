"""Conversion between color spaces, with or without an embedded ICC profile."""

import pyvips

from shared.imaging.color_profiles import profile_bytes, profile_path
from shared.imaging.color_space import ColorProfile

_PROFILE = "icc-profile-data"


def to_srgb(image: pyvips.Image) -> pyvips.Image:
    """Convert to sRGB with at least three bands; an embedded profile is applied.

    An image without a profile is converted by its interpretation (gray, CMYK, 16-bit RGB).
    """
    if image.get_typeof(_PROFILE):
        image = image.icc_transform("srgb", embedded=True)
    if image.interpretation == "srgb" and image.bands >= 3:
        return image
    return image.colourspace("srgb")


def to_profile(image: pyvips.Image, target: ColorProfile, *, bits: int) -> pyvips.Image:
    """Convert to the color space of `target`, with `bits` per sample, and embed its profile.

    An image without a profile counts as sRGB. The intent is relative colorimetric with
    black-point compensation. Nothing is converted if 8 bits are wanted and the image already has
    the same profile.
    """
    profile = profile_bytes(target)
    embedded = bytes(image.get(_PROFILE)) if image.get_typeof(_PROFILE) else None
    if embedded is None:
        image = image.colourspace("srgb")
        embedded = profile_bytes(ColorProfile.SRGB)
    if embedded != profile or bits != 8:
        image = image.icc_transform(
            profile_path(target),
            embedded=True,
            input_profile="srgb",
            intent="relative",
            black_point_compensation=True,
            depth=bits,
        )
    image = image.copy()
    image.set_type(pyvips.GValue.blob_type, _PROFILE, profile)
    return image
