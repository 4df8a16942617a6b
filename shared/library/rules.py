"""The rules of a guideline: each kind is data that a machine can check on a picture."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.core.model import Model
from shared.core.set_vocabulary import HexColor

# CIE delta E 2000: below 2 a trained eye hardly sees a difference, above 10 anybody does.
DeltaE = Annotated[float, Field(gt=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class BackgroundColor(Model):
    kind: Literal["background_color"]
    color: HexColor
    max_delta_e: DeltaE = 5.0


class Crop(Model):
    """The picture's proportions, width first."""

    kind: Literal["crop"]
    aspect_ratio: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,2}:[1-9]\d{0,2}$")]


class Margin(Model):
    """Free space around the product, as a share of the picture's shorter side."""

    kind: Literal["margin"]
    min_share: Share = 0.0
    max_share: Share = 1.0


class Palette(Model):
    kind: Literal["palette"]
    colors: Annotated[tuple[HexColor, ...], Field(min_length=1, max_length=12)]
    max_delta_e: DeltaE = 10.0


class BannedItems(Model):
    kind: Literal["banned_items"]
    items: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...],
        Field(min_length=1, max_length=50),
    ]


class MinResolution(Model):
    kind: Literal["min_resolution"]
    longest_edge_px: Annotated[int, Field(ge=64, le=16384)]


Rule = Annotated[
    BackgroundColor | Crop | Margin | Palette | BannedItems | MinResolution,
    Field(discriminator="kind"),
]
