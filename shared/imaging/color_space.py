"""The colour spaces that an image can be converted to."""

from enum import StrEnum


class ColorProfile(StrEnum):
    SRGB = "sRGB"
    ADOBE_RGB = "AdobeRGB"
    PROPHOTO = "ProPhoto"
