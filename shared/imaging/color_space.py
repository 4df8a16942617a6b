"""Names of the color spaces of exports."""

from enum import StrEnum


class ColorProfile(StrEnum):
    """The color spaces that an image can be converted to; the values are on the wire."""

    SRGB = "sRGB"
    ADOBE_RGB = "AdobeRGB"
    PROPHOTO = "ProPhoto"
