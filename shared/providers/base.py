"""The contract between the Compute service and a provider.

Requests and answers are plain values: bytes go in, bytes come out. Reading and writing the
bucket, task tokens and retries are the dispatcher's business, so an adapter can be tested with
nothing but its own function.
"""

from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field, StringConstraints

from shared.core.model import Model

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
AspectRatio = Annotated[str, StringConstraints(pattern=r"^[1-9]\d?:[1-9]\d?$")]
# 2**53 - 1: the largest whole number that survives every JSON parser on the way.
Seed = Annotated[int, Field(ge=0, le=9_007_199_254_740_991)]

Capability = Literal["cutout", "generate"]


class SetStyle(Model):
    """The set: material, colours (hex), light; `warmth` from -1 (cold) to 1 (warm)."""

    backdrop: Literal["seamless", "gradient", "plaster", "concrete", "linen", "arch"] = "seamless"
    palette: Annotated[tuple[HexColour, ...], Field(min_length=1, max_length=12)] = ("#e9e4dc",)
    lighting: Literal["soft", "window", "hard", "rim"] = "soft"
    warmth: Annotated[float, Field(ge=-1, le=1)] = 0.0


class ShotFrame(Model):
    """What kind of picture, how near the camera stands, and its aspect ratio, width first."""

    category: Literal["on_model", "packshot", "flat_lay", "detail", "lifestyle", "ghost"]
    framing: Literal["full", "three_quarter", "half", "close"] = "full"
    aspect_ratio: AspectRatio = "3:4"


class CutoutRequest(Model):
    """The product of a photograph without its background."""

    capability: ClassVar[Capability] = "cutout"

    photo: bytes
    garment: str = ""


class GenerateRequest(Model):
    """One picture of a product, given as a cut-out with transparency.

    What a provider has no use for (the studio reads no prompt), it leaves aside.
    """

    capability: ClassVar[Capability] = "generate"

    cutout: bytes
    prompt: str
    negative: str
    seed: Seed
    longest_edge: int
    style: SetStyle
    shot: ShotFrame
    form: str
    garment: str
    guidance_scale: float | None = None
    steps: int | None = None


ProviderRequest = CutoutRequest | GenerateRequest


class ProviderOutput(Model):
    """One file. `measures` are what the provider says about it, 0 to 1 (coverage, ...)."""

    body: bytes
    mime: str
    width: int
    height: int
    measures: dict[str, float] = Field(default_factory=dict)


class Completed(Model):
    """The provider has answered. `seed` is the one it used, where it tells."""

    outputs: Annotated[tuple[ProviderOutput, ...], Field(min_length=1)]
    model: str
    seed: int | None = None
    cost_microusd: int = 0


class Submitted(Model):
    """The provider will answer later, under its own request id.

    `handle` is the provider's private JSON (addresses to poll or cancel at); it is stored as is.
    """

    provider_request_id: str
    handle: dict[str, Any] = Field(default_factory=dict)


class Provider(Protocol):
    """`name` stands in records and events and never changes."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    def submit(self, request: ProviderRequest) -> Completed | Submitted:
        """Carry out or hand in one request; raises only classes of shared/providers/errors.py."""
        ...
