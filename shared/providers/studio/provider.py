"""The studio as a provider: it needs no network and answers at once."""

from typing import TYPE_CHECKING, Protocol

from shared.providers.base import (
    Capability,
    Completed,
    CutoutRequest,
    GenerateRequest,
    ProviderOutput,
    ProviderRequest,
)
from shared.providers.errors import ProviderInvalidRequest

if TYPE_CHECKING:
    from shared.providers.studio.request import CutOut, Rendered, StudioRequest

MODEL = "studio-compositor"


class Engine(Protocol):
    """What the adapter uses of `shared.providers.studio`."""

    def cut_out(self, photo: bytes) -> "CutOut": ...

    def render(self, cutout: bytes, request: "StudioRequest") -> "Rendered": ...


class StudioProvider:
    """Deterministic: equal requests give equal bytes. It costs nothing but its own time."""

    name = "studio"
    capabilities: frozenset[Capability] = frozenset({"cutout", "generate"})

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine

    def submit(self, request: ProviderRequest) -> Completed:
        """ProviderInvalidRequest, with what to do about it, when no product can be found."""
        match request:
            case CutoutRequest():
                return self._cut_out(request)
            case GenerateRequest():
                return self._generate(request)

    def _cut_out(self, request: CutoutRequest) -> Completed:
        from shared.providers.studio.request import NoProductFound

        try:
            found = self._load().cut_out(request.photo)
        except NoProductFound as error:
            raise ProviderInvalidRequest(str(error)) from error
        output = ProviderOutput(
            body=found.image,
            mime="image/png",
            width=found.width,
            height=found.height,
            measures={"coverage": found.coverage, "confidence": found.confidence},
        )
        return Completed(outputs=(output,), model=MODEL)

    def _generate(self, request: GenerateRequest) -> Completed:
        try:
            rendered = self._load().render(request.cutout, _studio_request(request))
        except ValueError as error:  # a name or a ratio that the engine does not know
            raise ProviderInvalidRequest(str(error)) from error
        output = ProviderOutput(
            body=rendered.image, mime="image/webp", width=rendered.width, height=rendered.height
        )
        return Completed(outputs=(output,), model=MODEL, seed=request.seed)

    def _load(self) -> Engine:
        """The engine brings numpy and libvips: imported with the first picture, not before."""
        if self._engine is None:
            from shared.providers import studio

            self._engine = studio
        return self._engine


def _studio_request(request: GenerateRequest) -> "StudioRequest":
    """The prompt is for providers that read; the studio follows style, shot and form."""
    from shared.providers.studio.request import StudioRequest, StudioShot, StudioStyle

    return StudioRequest(
        style=StudioStyle(**request.style.model_dump()),
        shot=StudioShot(**request.shot.model_dump()),
        seed=request.seed,
        longest_edge=request.longest_edge,
        form=request.form,
        garment=request.garment,
    )
