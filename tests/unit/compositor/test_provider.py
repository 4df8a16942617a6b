"""The studio adapter: what it passes to the engine, and what it makes of its answers."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared.compositor.provider import StudioProvider
from shared.compositor.request import NoProductFound
from shared.core.set_vocabulary import Backdrop, Category, Framing, Lighting
from shared.providers.errors import ProviderInvalidRequest
from shared.providers.requests import (
    CutoutRequest,
    EditRequest,
    GenerateRequest,
    InpaintRequest,
    InputImage,
    SetStyle,
    ShotFrame,
    TryOnRequest,
    UpscaleRequest,
)


class FakeEngine:
    """Remembers what it was asked; `problem` is raised instead of an answer."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem
        self.asked: list[tuple[Any, ...]] = []

    def cut_out(self, photo: bytes) -> Any:
        self._note(photo)
        return SimpleNamespace(image=b"png", width=4, height=5, coverage=0.3, confidence=0.9)

    def render(self, cutout: bytes, request: Any) -> Any:
        self._note(cutout, request)
        return SimpleNamespace(image=b"webp", width=6, height=8)

    def recolor(self, image: bytes, colour: str) -> Any:
        self._note(image, colour)
        return SimpleNamespace(image=b"dyed", width=6, height=8)

    def upscale(self, image: bytes, factor: int) -> Any:
        self._note(image, factor)
        return SimpleNamespace(image=b"large", width=6, height=8)

    def inpaint(self, image: bytes, mask: bytes, seed: int) -> Any:
        self._note(image, mask, seed)
        return SimpleNamespace(image=b"whole", width=6, height=8)

    def adjust(self, image: bytes, prompt: str) -> Any:
        self._note(image, prompt)
        return SimpleNamespace(image=b"lighter", width=6, height=8), ("only brighter",)

    def picture_size(self, image: bytes) -> tuple[int, int]:
        return 900, 1200

    def _note(self, *asked: Any) -> None:
        self.asked.append(asked)
        if self.problem:
            raise self.problem


def picture(body: bytes) -> InputImage:
    return InputImage(url="https://media.test/p", mime="image/jpeg", read=lambda: body)


def edit(capability: Any, **changes: Any) -> EditRequest:
    return EditRequest(
        capability=capability, image=picture(b"jpg"), prompt="brighter", seed=5, **changes
    )


def generation(**changes: Any) -> GenerateRequest:
    wanted = {
        "cutout": picture(b"cut"), "prompt": "p", "negative": "", "seed": 12, "longest_edge": 1024,
        "style": SetStyle(
            backdrop=Backdrop.LINEN, palette=("#aabbcc",), lighting=Lighting.RIM, warmth=0.5
        ),
        "shot": ShotFrame(category=Category.FLAT_LAY, framing=Framing.HALF, aspect_ratio="1:1"),
        "form": "curve", "garment": "dress",
    }  # fmt: skip
    return GenerateRequest(**{**wanted, **changes})


def test_cutout_comes_with_its_measures() -> None:
    answer = StudioProvider(FakeEngine()).answer(CutoutRequest(photo=picture(b"jpg")))
    (output,) = answer.files
    assert (output.body, output.mime) == (b"png", "image/png")
    assert output.measures == {"coverage": 0.3, "confidence": 0.9}
    assert answer.model == "studio-compositor"


def test_every_wish_reaches_the_engine() -> None:
    engine = FakeEngine()
    answer = StudioProvider(engine).answer(generation())
    cutout, asked = engine.asked[0]
    assert cutout == b"cut"
    assert (asked.seed, asked.longest_edge, asked.form, asked.garment) == (
        12, 1024, "curve", "dress",
    )  # fmt: skip
    assert (asked.style.backdrop, asked.style.palette) == ("linen", ("#aabbcc",))
    assert (asked.style.lighting, asked.style.warmth) == ("rim", 0.5)
    assert (asked.shot.category, asked.shot.framing, asked.shot.aspect_ratio) == (
        "flat_lay", "half", "1:1",
    )  # fmt: skip
    assert answer.seed == 12
    assert answer.files[0].mime == "image/webp"


def test_missing_product_explains_itself() -> None:
    provider = StudioProvider(FakeEngine(NoProductFound("use a plain backdrop")))
    with pytest.raises(ProviderInvalidRequest) as refused:
        provider.answer(CutoutRequest(photo=picture(b"jpg")))
    assert refused.value.detail == "use a plain backdrop"


def test_impossible_ratio_is_refused() -> None:
    shot = ShotFrame(category=Category.PACKSHOT, aspect_ratio="1:99")
    with pytest.raises(ProviderInvalidRequest, match="aspect ratio"):
        StudioProvider(FakeEngine()).answer(generation(shot=shot))


def test_unknown_form_is_refused() -> None:
    provider = StudioProvider(FakeEngine(ValueError("unknown form 'x'")))
    with pytest.raises(ProviderInvalidRequest, match="unknown form"):
        provider.answer(generation(form="x"))


def test_defects_are_not_dressed_up() -> None:
    with pytest.raises(ZeroDivisionError):
        StudioProvider(FakeEngine(ZeroDivisionError())).answer(generation())


def test_new_set_takes_cutout_and_own_shape() -> None:
    engine = FakeEngine()
    answer = StudioProvider(engine).answer(
        edit("background", style=SetStyle(backdrop=Backdrop.ARCH))
    )
    (cut,), (product, asked) = engine.asked
    assert (cut, product) == (b"jpg", b"png")
    assert (asked.style.backdrop, asked.shot.aspect_ratio) == ("arch", "15:20")
    assert (asked.longest_edge, answer.files[0].body, answer.seed) == (1200, b"webp", 5)


def test_recolor_passes_the_colour() -> None:
    engine = FakeEngine()
    answer = StudioProvider(engine).answer(edit("recolor", color="#112233"))
    assert engine.asked == [(b"jpg", "#112233")]
    assert answer.files[0].body == b"dyed"


def test_edit_tells_what_it_left_out() -> None:
    answer = StudioProvider(FakeEngine()).answer(edit("edit"))
    assert (answer.files[0].body, answer.warnings) == (b"lighter", ("only brighter",))


def test_upscale_and_inpaint_reach_the_engine() -> None:
    engine = FakeEngine()
    provider = StudioProvider(engine)
    provider.answer(UpscaleRequest(image=picture(b"jpg"), factor=4))
    provider.answer(InpaintRequest(image=picture(b"jpg"), mask=picture(b"mask"), prompt="", seed=3))
    assert engine.asked == [(b"jpg", 4), (b"jpg", b"mask", 3)]


def test_unknown_capability_is_refused() -> None:
    request = TryOnRequest(person=picture(b"a"), garment=picture(b"b"), seed=1)
    with pytest.raises(ProviderInvalidRequest, match="try_on"):
        StudioProvider(FakeEngine()).answer(request)


def test_only_cutting_out_is_first_choice() -> None:
    first = [model.capability for model in StudioProvider.models if not model.standby]
    assert first == ["cutout"]
    assert not {"try_on", "video"} & {model.capability for model in StudioProvider.models}
