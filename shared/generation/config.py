"""Options of a generation. They are stored with it as requested."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.compute.contract.tasks import ProviderPolicy
from shared.core.model import Model
from shared.core.set_vocabulary import HexColor, ModerateAspectRatio

# Vendors accept signed 32-bit seeds; the headroom is for the seed of the last prediction.
MAX_PREDICTIONS = 8
MAX_SEED = 2**31 - 1 - MAX_PREDICTIONS
# Results are stored in one transaction of at most 100 writes, with five writes each.
MAX_RESULTS = 16
# Stored images have edges below 16,384 pixels.
_MAX_EDGE = 8192

# Compute accepts two digits a side, so five characters suffice.
ShortRatio = Annotated[ModerateAspectRatio, StringConstraints(max_length=5)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]

# The categories of shot types, and `try_on`.
Workflow = Literal[
    "on_model", "packshot", "flat_lay", "detail", "lifestyle", "ghost", "video", "try_on"
]


def _distinct(colours: tuple[str, ...]) -> tuple[str, ...]:
    if len({colour.lower() for colour in colours}) < len(colours):
        raise ValueError("name every colour once")
    return colours


Colours = Annotated[tuple[HexColor, ...], Field(max_length=8), AfterValidator(_distinct)]


class GenerationConfig(Model):
    """Options of a generation."""

    num_predictions: Annotated[int, Field(ge=1, le=MAX_PREDICTIONS)] = Field(
        4, description="Number of predictions to make, before recolouring."
    )
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = Field(
        None,
        description=(
            "Seed of the first prediction; prediction i has seed + i. If absent, it is derived "
            "from the generation's id."
        ),
    )
    guidance_scale: Annotated[float, Field(ge=0, le=30)] | None = Field(
        None, description="How strictly models follow the prompt. If absent, the model's default."
    )
    steps: Annotated[int, Field(ge=1, le=150)] | None = Field(
        None, description="Number of sampling steps. If absent, the model's default."
    )
    resolution: Literal["1024", "2048", "4096"] = Field(
        "2048", description="Longest edge of the images before upscaling, in pixels."
    )
    aspect_ratio: ShortRatio | None = Field(
        None,
        description="Proportions, width first. If absent, those of the shot type.",
        examples=["4:5"],
    )
    prompt_extra: Words = Field("", description="Words to append to the prompt.")
    negative: Words = Field("", description="Words for what the images must not show.")
    workflow: Workflow | None = Field(
        None,
        description=(
            "How the images are made. If absent, it follows from the category of the shot type. "
            "`try_on` puts the garment on the subject's base images."
        ),
    )
    upscale: Literal[2, 4] | None = Field(
        None, description="Factor by which the edges of all results are enlarged."
    )
    recolor: Colours = Field(
        (),
        description="Colours of the garment. Each adds one image to every prediction.",
        examples=[["#1f3a5f"]],
    )
    video_seconds: Annotated[int, Field(ge=1, le=20)] | None = Field(
        None, description="Length of the videos of the `video` workflow, in seconds. Default 5."
    )
    provider_policy: ProviderPolicy = Field(
        ProviderPolicy(), description="Which providers may be used, and in which order."
    )
    budget_cap_microusd: Annotated[int, Field(ge=0, le=10**15)] | None = Field(
        None,
        description="Highest cost of the generation, in millionths of a US dollar. Null: no cap.",
        examples=[2_000_000],
    )
    use_cache: bool = Field(
        True, description="Whether results of equal earlier nodes are reused at no cost."
    )

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
