"""The studio adapter: what it passes to the engine, and what it makes of its answers."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared.providers.base import CutoutRequest, GenerateRequest, SetStyle, ShotFrame
from shared.providers.errors import ProviderInvalidRequest
from shared.providers.studio.provider import StudioProvider
from shared.providers.studio.request import NoProductFound


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

    def _note(self, *asked: Any) -> None:
        self.asked.append(asked)
        if self.problem:
            raise self.problem


def generation(**changes: Any) -> GenerateRequest:
    wanted = {
        "cutout": b"cut", "prompt": "p", "negative": "", "seed": 12, "longest_edge": 1024,
        "style": SetStyle(backdrop="linen", palette=("#aabbcc",), lighting="rim", warmth=0.5),
        "shot": ShotFrame(category="flat_lay", framing="half", aspect_ratio="1:1"),
        "form": "curve", "garment": "dress",
    }  # fmt: skip
    return GenerateRequest(**{**wanted, **changes})


def test_cutout_comes_with_its_measures() -> None:
    answer = StudioProvider(FakeEngine()).submit(CutoutRequest(photo=b"jpg"))
    (output,) = answer.outputs
    assert (output.body, output.mime, output.width, output.height) == (b"png", "image/png", 4, 5)
    assert output.measures == {"coverage": 0.3, "confidence": 0.9}
    assert answer.model == "studio-compositor"


def test_every_wish_reaches_the_engine() -> None:
    engine = FakeEngine()
    answer = StudioProvider(engine).submit(generation())
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
    assert (answer.seed, answer.cost_microusd) == (12, 0)
    assert answer.outputs[0].mime == "image/webp"


def test_missing_product_explains_itself() -> None:
    provider = StudioProvider(FakeEngine(NoProductFound("use a plain backdrop")))
    with pytest.raises(ProviderInvalidRequest) as refused:
        provider.submit(CutoutRequest(photo=b"jpg"))
    assert refused.value.detail == "use a plain backdrop"


def test_impossible_ratio_is_refused() -> None:
    shot = ShotFrame(category="packshot", aspect_ratio="1:99")
    with pytest.raises(ProviderInvalidRequest, match="aspect ratio"):
        StudioProvider(FakeEngine()).submit(generation(shot=shot))


def test_unknown_form_is_refused() -> None:
    provider = StudioProvider(FakeEngine(ValueError("unknown form 'x'")))
    with pytest.raises(ProviderInvalidRequest, match="unknown form"):
        provider.submit(generation(form="x"))


def test_defects_are_not_dressed_up() -> None:
    with pytest.raises(ZeroDivisionError):
        StudioProvider(FakeEngine(ZeroDivisionError())).submit(generation())
