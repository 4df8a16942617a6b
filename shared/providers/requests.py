"""The requests to a provider, the same for all adapters.

Adapters (adapter.py) convert them to HTTP. The embedded compositor executes them directly. Buckets,
task tokens and retries belong to Compute.
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
    """The set: its material, its colors, the main one first, and its light.

    `warmth` runs from -1 (cold) to 1 (warm).
    """

    backdrop: Backdrop = Backdrop.SEAMLESS
    palette: Annotated[tuple[HexColor, ...], Field(min_length=1, max_length=12)] = ("#e9e4dc",)
    lighting: Lighting = Lighting.SOFT
    warmth: Annotated[float, Field(ge=-1, le=1)] = 0.0


class ShotFrame(Model):
    """The category of the image, the distance of the camera, and the aspect ratio."""

    category: Category
    framing: Framing = Framing.FULL
    aspect_ratio: AspectRatio = "3:4"


_PLAIN_SET = SetStyle()


@dataclass(frozen=True)
class InputImage:
    """An image of a request.

    Attributes:
        url: A presigned address, readable without credentials for an hour.
        read: Fetches the bytes. `body` calls it on first use, so that adapters which pass the
            URL to the vendor cause no fetch.
    """

    url: str
    mime: str
    read: Callable[[], bytes]

    @cached_property
    def body(self) -> bytes:
        return self.read()


@dataclass(frozen=True, kw_only=True)
class CutoutRequest:
    """Cuts the product out of a photograph. The result is a PNG with transparency."""

    capability: ClassVar[Capability] = "cutout"

    photo: InputImage
    garment: str = ""


@dataclass(frozen=True, kw_only=True)
class GenerateRequest:
    """Generates one image of a product from its cutout, a PNG with transparency.

    Adapters ignore the fields that their service has no parameter for.

    Attributes:
        negative: A description of what the image must not show.
        longest_edge: In pixels.
        form: The dress form for a compositor, one of the library's `Form`.
        garment: The name of the product, such as "wrap dress".
        references: Images of the virtual model.
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
    """Changes an image as a whole: by a prompt, with another background, or in another color.

    Attributes:
        style: The new set, for `background`.
        color: The new color (#rrggbb), for `recolor`.
        garment: The name of the product, for `recolor` the part that changes its color.
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
    """Repaints an image where `mask` (a PNG of the same size) is white."""

    capability: ClassVar[Capability] = "inpaint"

    image: InputImage
    mask: InputImage
    prompt: str
    negative: str = ""
    seed: int


@dataclass(frozen=True, kw_only=True)
class TryOnRequest:
    """Puts a garment on a person, both given as images. `longest_edge` is in pixels."""

    capability: ClassVar[Capability] = "try_on"

    person: InputImage
    garment: InputImage
    category: Literal["auto", "tops", "bottoms", "one-pieces"] = "auto"
    prompt: str = ""
    seed: int
    longest_edge: int = 2048


@dataclass(frozen=True, kw_only=True)
class UpscaleRequest:
    """Enlarges an image to `factor` times its width and height."""

    capability: ClassVar[Capability] = "upscale"

    image: InputImage
    factor: Literal[2, 4] = 2
    prompt: str = ""
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class TextRequest:
    """Requests a text about images: attributes (`analyze`), a prompt, or a caption.

    Attributes:
        instructions: The system message.
        reply_schema: A JSON schema. If set, the reply is a JSON object that conforms to it.
        facts: The content of the prompt as values by name (`locale`, `tone`, `length`,
            `product`, ...), for a provider that fills in templates.
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
    """Animates an image. The result is an MP4 of `seconds`."""

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
