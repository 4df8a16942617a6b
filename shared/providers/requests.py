"""What is asked of a provider and what it answers: plain values, the same for all of them.

Adapters (adapter.py) turn a request into HTTP and HTTP into an answer; buckets, task tokens and
retries are Compute's business. The embedded studio answers a request directly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.core.model import Model
from shared.core.set_vocabulary import (
    AspectRatio,
    Backdrop,
    Category,
    Framing,
    HexColor,
    Lighting,
)

Capability = Literal[
    "cutout",
    "generate",
    "edit",
    "inpaint",
    "try_on",
    "background",
    "recolor",
    "upscale",
    "analyze",
    "prompt",
    "caption",
    "video",
]


class SetStyle(Model):
    """The set: material, colors (hex), light; `warmth` from -1 (cold) to 1 (warm)."""

    backdrop: Backdrop = Backdrop.SEAMLESS
    palette: Annotated[tuple[HexColor, ...], Field(min_length=1, max_length=12)] = ("#e9e4dc",)
    lighting: Lighting = Lighting.SOFT
    warmth: Annotated[float, Field(ge=-1, le=1)] = 0.0


class ShotFrame(Model):
    """What kind of picture, how near the camera stands, and its aspect ratio, width first."""

    category: Category
    framing: Framing = Framing.FULL
    aspect_ratio: AspectRatio = "3:4"


_PLAIN_SET = SetStyle()


@dataclass(frozen=True)
class InputImage:
    """A picture that goes in. `url` can be read by anybody who has it, for an hour.

    `body` is fetched when it is first asked for: an adapter that passes the URL on costs nothing.
    """

    url: str
    mime: str
    read: Callable[[], bytes]

    @cached_property
    def body(self) -> bytes:
        return self.read()


@dataclass(frozen=True, kw_only=True)
class CutoutRequest:
    """The product of a photograph without its background (a PNG with transparency)."""

    capability: ClassVar[Capability] = "cutout"

    photo: InputImage
    garment: str = ""


@dataclass(frozen=True, kw_only=True)
class GenerateRequest:
    """One picture of a product, given as a cut-out with transparency.

    `references` are pictures of the virtual model. What a provider has no use for (the studio
    reads no prompt), it leaves aside.
    """

    capability: ClassVar[Capability] = "generate"

    cutout: InputImage
    prompt: str
    negative: str = ""
    seed: int
    longest_edge: int = 2048
    style: SetStyle = _PLAIN_SET
    shot: ShotFrame
    form: str = "classic"
    garment: str = ""
    references: tuple[InputImage, ...] = ()
    guidance_scale: float | None = None
    steps: int | None = None


@dataclass(frozen=True, kw_only=True)
class EditRequest:
    """A picture changed as a whole: by words, put before another set, or given another color.

    `style` belongs to `background`, `color` (hex) to `recolor`, where `garment` names what
    is to be dyed.
    """

    capability: Literal["edit", "background", "recolor"]
    image: InputImage
    prompt: str
    negative: str = ""
    seed: int
    style: SetStyle | None = None
    shot: ShotFrame | None = None
    color: str = ""
    garment: str = ""
    references: tuple[InputImage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InpaintRequest:
    """A picture repainted where `mask` (same size, PNG) is white; elsewhere it stays."""

    capability: ClassVar[Capability] = "inpaint"

    image: InputImage
    mask: InputImage
    prompt: str
    negative: str = ""
    seed: int


@dataclass(frozen=True, kw_only=True)
class TryOnRequest:
    """A garment on a person, both given as pictures."""

    capability: ClassVar[Capability] = "try_on"

    person: InputImage
    garment: InputImage
    category: Literal["auto", "tops", "bottoms", "one-pieces"] = "auto"
    prompt: str = ""
    seed: int
    longest_edge: int = 2048


@dataclass(frozen=True, kw_only=True)
class UpscaleRequest:
    """The same picture, `factor` times as wide and high."""

    capability: ClassVar[Capability] = "upscale"

    image: InputImage
    factor: Literal[2, 4] = 2
    prompt: str = ""
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class TextRequest:
    """Words about pictures: attributes (`analyze`), a prompt, or a caption.

    `instructions` is the system message. With `answer_schema` (a JSON schema) the text is to be
    a JSON object that satisfies it. `facts` say the same as the prompt, for a provider that
    fills in sentences instead of reading (`locale`, `tone`, `length`, `product`, ...).
    """

    capability: Literal["analyze", "prompt", "caption"]
    instructions: str
    prompt: str
    images: tuple[InputImage, ...] = ()
    max_tokens: int = 1024
    reply_schema: Mapping[str, Any] | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VideoRequest:
    """A still picture set in motion, as an MP4 of `seconds`."""

    capability: ClassVar[Capability] = "video"

    image: InputImage
    prompt: str
    negative: str = ""
    seconds: int = 5
    aspect_ratio: str = "3:4"
    seed: int


ProviderRequest = (
    CutoutRequest
    | GenerateRequest
    | EditRequest
    | InpaintRequest
    | TryOnRequest
    | UpscaleRequest
    | TextRequest
    | VideoRequest
)
