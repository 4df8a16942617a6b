"""Rules of a guideline. Each kind is data, so that software can check it against an image."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.core.model import Model
from shared.core.set_vocabulary import HexColor

# CIE delta E 2000: below 2 hardly visible to a trained eye, above 10 visible to anyone.
DeltaE = Annotated[float, Field(gt=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]

_KIND = "Kind of the rule."
_MAX_DELTA_E = (
    "Greatest accepted colour difference, CIE delta E 2000. Differences below 2 are hardly "
    "visible, above 10 obvious."
)


class BackgroundColor(Model):
    """The background has one colour."""

    kind: Literal["background_color"] = Field(description=_KIND)
    color: HexColor = Field(description="Required background colour.", examples=["#ffffff"])
    max_delta_e: DeltaE = Field(5.0, description=_MAX_DELTA_E)


class Crop(Model):
    """The image has given proportions."""

    kind: Literal["crop"] = Field(description=_KIND)
    aspect_ratio: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,2}:[1-9]\d{0,2}$")] = Field(
        description="Required proportions, width first.", examples=["3:4"]
    )


class Margin(Model):
    """The product has free space around it."""

    kind: Literal["margin"] = Field(description=_KIND)
    min_share: Share = Field(
        0.0, description="Least free space, as a share of the image's shorter side (0 to 1)."
    )
    max_share: Share = Field(
        1.0, description="Most free space, as a share of the image's shorter side (0 to 1)."
    )


class Palette(Model):
    """The image uses only given colours."""

    kind: Literal["palette"] = Field(description=_KIND)
    colors: Annotated[tuple[HexColor, ...], Field(min_length=1, max_length=12)] = Field(
        description="Accepted colours.", examples=[["#f2f1ee", "#d9d6d0"]]
    )
    max_delta_e: DeltaE = Field(10.0, description=_MAX_DELTA_E)


class BannedItems(Model):
    """The image shows none of the given items."""

    kind: Literal["banned_items"] = Field(description=_KIND)
    items: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...],
        Field(min_length=1, max_length=50),
    ] = Field(description="Names of the banned items.", examples=[["logo", "jewellery"]])


class MinResolution(Model):
    """The image has a minimum size."""

    kind: Literal["min_resolution"] = Field(description=_KIND)
    longest_edge_px: Annotated[int, Field(ge=64, le=16384)] = Field(
        description="Least length of the longest edge, in pixels.", examples=[1600]
    )


Rule = Annotated[
    BackgroundColor | Crop | Margin | Palette | BannedItems | MinResolution,
    Field(discriminator="kind"),
]
