"""The compositor as a provider. It needs no network and replies synchronously."""

from typing import TYPE_CHECKING, Protocol

from shared.core.set_vocabulary import Category
from shared.providers.adapter import ModelSpec
from shared.providers.errors import ProviderInvalidRequest
from shared.providers.replies import Completed, OutputFile
from shared.providers.requests import (
    Capability,
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    ProviderRequest,
    SetStyle,
    ShotFrame,
    TextRequest,
    UpscaleRequest,
)

if TYPE_CHECKING:
    from shared.compositor.request import CutOut, Rendered, StudioRequest

MODEL = "studio-compositor"
WEBP = "image/webp"
# Cut-outs compete with paid providers; other capabilities are a last resort.
_STANDBY: tuple[Capability, ...] = (
    "generate",
    "edit",
    "inpaint",
    "background",
    "recolor",
    "upscale",
    "analyze",
    "prompt",
    "caption",
)


class Engine(Protocol):
    """The functions of `shared.compositor` that the provider uses. Images are encoded files."""

    def cut_out(self, photo: bytes) -> "CutOut": ...

    def render(self, cutout: bytes, request: "StudioRequest") -> "Rendered": ...

    def recolor(self, image: bytes, colour: str) -> "Rendered": ...

    def upscale(self, image: bytes, factor: int) -> "Rendered": ...

    def inpaint(self, image: bytes, mask: bytes, seed: int) -> "Rendered": ...

    def adjust(self, image: bytes, prompt: str) -> "tuple[Rendered, tuple[str, ...]]": ...

    def picture_size(self, image: bytes) -> tuple[int, int]: ...


class StudioProvider:
    """A deterministic provider without cost: equal requests give equal bytes.

    It ignores prompts, except for the words that `edit` knows, and it has no virtual models.
    """

    name = "studio"
    models: tuple[ModelSpec, ...] = (
        ModelSpec(capability="cutout", id=MODEL, rank=10, typical_seconds=2, deadline_seconds=60),
        *(
            ModelSpec(
                capability=capability,
                id=MODEL,
                rank=30,
                typical_seconds=2,
                deadline_seconds=60,
                standby=True,
            )
            for capability in _STANDBY
        ),
    )

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine

    def answer(self, request: ProviderRequest) -> Completed:
        """Reply to a request. Raises ProviderInvalidRequest with advice if it cannot be met."""
        from shared.compositor.request import NotPossible

        try:
            return self._answer(request)
        except NotPossible as error:
            raise ProviderInvalidRequest(str(error)) from error

    def _answer(self, request: ProviderRequest) -> Completed:
        engine = self._load
        match request:
            case CutoutRequest():
                return self._cut_out(request)
            case GenerateRequest():
                return self._render(request.cutout.body, request)
            case EditRequest():
                return self._edit(request)
            case InpaintRequest():
                done = engine().inpaint(request.image.body, request.mask.body, request.seed)
                return _finished(done, request.seed)
            case UpscaleRequest():
                return _finished(engine().upscale(request.image.body, request.factor), request.seed)
            case TextRequest():
                from shared.compositor.describe import describe

                text, warnings = describe(request)
                return Completed(text=text, model=MODEL, warnings=warnings)
            case _:
                raise ProviderInvalidRequest(
                    f"The studio has no {request.capability}; connect a provider that does."
                )

    def _render(self, cutout: bytes, request: GenerateRequest) -> Completed:
        try:
            done = self._load().render(cutout, _studio_request(request))
        except ValueError as error:  # an unknown name or aspect ratio
            raise ProviderInvalidRequest(str(error)) from error
        return _finished(done, request.seed)

    def _cut_out(self, request: CutoutRequest) -> Completed:
        found = self._load().cut_out(request.photo.body)
        file = OutputFile(
            body=found.image,
            mime="image/png",
            measures={"coverage": found.coverage, "confidence": found.confidence},
        )
        return Completed(files=(file,), model=MODEL)

    def _edit(self, request: EditRequest) -> Completed:
        image = request.image.body
        match request.capability:
            case "recolor":
                return _finished(self._load().recolor(image, request.color), request.seed)
            case "background":
                return self._set_anew(request)
            case "edit":
                done, warnings = self._load().adjust(image, request.prompt)
                return _finished(done, request.seed, warnings)

    def _set_anew(self, request: EditRequest) -> Completed:
        """Cut the product out of an image and compose it on another set."""
        engine, image = self._load(), request.image.body
        size = engine.picture_size(image)
        generation = GenerateRequest(
            cutout=request.image,
            prompt=request.prompt,
            seed=request.seed,
            longest_edge=min(max(size), 2048),
            style=request.style or SetStyle(),
            shot=request.shot or ShotFrame(category=Category.PACKSHOT, aspect_ratio=_ratio(*size)),
            garment=request.garment,
        )
        return self._render(engine.cut_out(image).image, generation)

    def _load(self) -> Engine:
        """Import the engine with the first image, because it loads numpy and libvips."""
        if self._engine is None:
            from shared import compositor as studio

            self._engine = studio
        return self._engine


def _finished(done: "Rendered", seed: int, warnings: tuple[str, ...] = ()) -> Completed:
    file = OutputFile(body=done.image, mime=WEBP)
    return Completed(files=(file,), model=MODEL, seed=seed, warnings=warnings)


def _studio_request(request: GenerateRequest) -> "StudioRequest":
    """Build the compositor's request from style, shot and form. It ignores the prompt."""
    from shared.compositor.request import StudioRequest, StudioShot, StudioStyle

    return StudioRequest(
        style=StudioStyle(**request.style.model_dump()),
        shot=StudioShot(**request.shot.model_dump()),
        seed=request.seed,
        longest_edge=request.longest_edge,
        form=request.form,
        garment=request.garment,
    )


def _ratio(width: int, height: int) -> str:
    """Return the aspect ratio in whole numbers, within the compositor's limits."""
    share = min(4.0, max(0.25, width / height))
    return f"{round(share * 20)}:20" if share <= 1 else f"20:{round(20 / share)}"
