"""What a generation may be asked for; stored with it as it was asked."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.core.model import Model
from shared.shooting.catalogue_schemas import AspectRatio

# Vendors take signed 32-bit seeds; the headroom is for the seed of the last prediction.
MAX_PREDICTIONS = 8
MAX_SEED = 2**31 - 1 - MAX_PREDICTIONS

# Compute takes two digits a side; as no side may be four times the other, five characters do.
ShortRatio = Annotated[AspectRatio, StringConstraints(max_length=5)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class GenerationConfig(Model):
    """`resolution` is the longest edge in pixels; `aspect_ratio` overrides the shot type's.

    Without `seed` one is derived from the generation's id; prediction i gets seed + i.
    """

    num_predictions: Annotated[int, Field(ge=1, le=MAX_PREDICTIONS)] = 4
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    guidance_scale: Annotated[float, Field(ge=0, le=30)] | None = None
    steps: Annotated[int, Field(ge=1, le=150)] | None = None
    resolution: Literal["1024", "2048", "4096"] = "2048"
    aspect_ratio: ShortRatio | None = None
    prompt_extra: Words = ""
    negative: Words = ""

    @property
    def longest_edge(self) -> int:
        return int(self.resolution)
