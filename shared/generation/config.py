"""What a generation may be asked for; stored with it as it was asked."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.compute.contract.tasks import ProviderPolicy
from shared.core.model import Model
from shared.core.set_vocabulary import HexColor, ModerateAspectRatio

# Vendors take signed 32-bit seeds; the headroom is for the seed of the last prediction.
MAX_PREDICTIONS = 8
MAX_SEED = 2**31 - 1 - MAX_PREDICTIONS
# They become predictions and media in one transaction of at most 100 writes, five for each.
MAX_RESULTS = 16
# The longest side of a stored picture is below 16,384 pixels.
_MAX_EDGE = 8192

# Compute takes two digits a side; as no side may be four times the other, five characters do.
ShortRatio = Annotated[ModerateAspectRatio, StringConstraints(max_length=5)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]

# How the pictures are made; the same words as the categories of shot types, and `try_on`.
Workflow = Literal[
    "on_model", "packshot", "flat_lay", "detail", "lifestyle", "ghost", "video", "try_on"
]


def _distinct(colours: tuple[str, ...]) -> tuple[str, ...]:
    if len({colour.lower() for colour in colours}) < len(colours):
        raise ValueError("name every colour once")
    return colours


Colours = Annotated[tuple[HexColor, ...], Field(max_length=8), AfterValidator(_distinct)]


class GenerationConfig(Model):
    """`resolution` is the longest edge in pixels; `aspect_ratio` overrides the shot type's.

    Without `seed` one is derived from the generation's id; prediction i gets seed + i.
    `workflow` says how to work when it should not follow from the shot type's category;
    `try_on` puts the garment on the subject's base images. Each colour of `recolor` gives one
    more picture of every prediction. `upscale` multiplies the edges of all of them.
    `provider_policy` bounds whom Compute asks, `budget_cap_microusd` (millionths of a US dollar)
    what it may cost at most. Without `use_cache` everything is made anew.
    """

    num_predictions: Annotated[int, Field(ge=1, le=MAX_PREDICTIONS)] = 4
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    guidance_scale: Annotated[float, Field(ge=0, le=30)] | None = None
    steps: Annotated[int, Field(ge=1, le=150)] | None = None
    resolution: Literal["1024", "2048", "4096"] = "2048"
    aspect_ratio: ShortRatio | None = None
    prompt_extra: Words = ""
    negative: Words = ""
    workflow: Workflow | None = None
    upscale: Literal[2, 4] | None = None
    recolor: Colours = ()
    video_seconds: Annotated[int, Field(ge=1, le=20)] | None = None
    provider_policy: ProviderPolicy = ProviderPolicy()
    budget_cap_microusd: Annotated[int, Field(ge=0, le=10**15)] | None = None
    use_cache: bool = True

    @property
    def longest_edge(self) -> int:
        return int(self.resolution)

    @property
    def result_count(self) -> int:
        return self.num_predictions * (1 + len(self.recolor))

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        if self.result_count > MAX_RESULTS:
            raise ValueError(
                f"predictions times colours (with the original) are {self.result_count} pictures; "
                f"at most {MAX_RESULTS} can be made at once"
            )
        if self.upscale and self.longest_edge * self.upscale > _MAX_EDGE:
            raise ValueError(
                f"{self.resolution} pixels times {self.upscale} is more than {_MAX_EDGE}; "
                "choose a smaller resolution or factor"
            )
        return self
