"""The vocabulary of the set: backdrops, lightings, framings and picture categories."""

from enum import StrEnum


class Backdrop(StrEnum):
    SEAMLESS = "seamless"
    GRADIENT = "gradient"
    PLASTER = "plaster"
    CONCRETE = "concrete"
    LINEN = "linen"
    ARCH = "arch"


class Lighting(StrEnum):
    SOFT = "soft"
    WINDOW = "window"
    HARD = "hard"
    RIM = "rim"


class Category(StrEnum):
    ON_MODEL = "on_model"
    PACKSHOT = "packshot"
    FLAT_LAY = "flat_lay"
    DETAIL = "detail"
    LIFESTYLE = "lifestyle"
    GHOST = "ghost"
    VIDEO = "video"


class Framing(StrEnum):
    FULL = "full"
    THREE_QUARTER = "three_quarter"
    HALF = "half"
    CLOSE = "close"
