"""Pictures composed by the studio."""

import io
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from shared.compositor import StudioRequest, StudioShot, StudioStyle, cut_out, render
from shared.compositor.request import BACKDROPS, CATEGORIES, FRAMINGS, LIGHTINGS
from shared.compositor.scenery import render_set, render_subject

EDGE = 240


@pytest.fixture(scope="module")
def garment() -> bytes:
    image = Image.new("RGB", (600, 800), "#f4f3f1")
    draw = ImageDraw.Draw(image)
    draw.polygon(
        [
            (150, 180),
            (240, 130),
            (360, 130),
            (450, 180),
            (520, 330),
            (430, 370),
            (430, 660),
            (170, 660),
            (170, 370),
            (80, 330),
        ],
        fill="#2f6f8f",
    )
    draw.ellipse((240, 90, 360, 170), fill="#f4f3f1")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return cut_out(out.getvalue()).image


def ask(category: str = "packshot", seed: int = 7, **style: object) -> StudioRequest:
    return StudioRequest(StudioStyle(**style), StudioShot(category), seed, EDGE)  # type: ignore[arg-type]


def pixels(image: bytes) -> NDArray[np.float32]:
    return np.asarray(Image.open(io.BytesIO(image)).convert("RGB"), dtype=np.float32)


def difference(first: bytes, second: bytes) -> float:
    return float(np.abs(pixels(first) - pixels(second)).mean())


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_shot_type_shows_the_product(garment: bytes, category: str) -> None:
    picture = render(garment, ask(category))
    assert (picture.width, picture.height) == (180, 240)
    assert Image.open(io.BytesIO(picture.image)).format == "WEBP"
    blue = pixels(picture.image)
    assert ((blue[..., 2] - blue[..., 0]) > 45).mean() > 0.03


@pytest.mark.parametrize("backdrop", BACKDROPS)
@pytest.mark.parametrize("lighting", LIGHTINGS)
def test_every_set_renders_without_clipping(garment: bytes, backdrop: str, lighting: str) -> None:
    picture = pixels(render(garment, ask(backdrop=backdrop, lighting=lighting)).image)
    assert (picture > 253).all(axis=2).mean() < 0.02
    assert picture.std() > 5


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_framing_renders(garment: bytes, category: str, framing: str) -> None:
    request = replace(ask(category), shot=StudioShot(category, framing, "4:5"))
    picture = render(garment, request)
    assert (picture.width, picture.height) == (192, 240)


def test_equal_requests_give_equal_bytes(garment: bytes) -> None:
    assert render(garment, ask("on_model")).image == render(garment, ask("on_model")).image


@pytest.mark.parametrize("category", ["packshot", "on_model", "lifestyle", "flat_lay"])
def test_seeds_differ_visibly(garment: bytes, category: str) -> None:
    pictures = [render(garment, ask(category, seed)).image for seed in range(3)]
    assert min(difference(pictures[a], pictures[b]) for a, b in ((0, 1), (0, 2), (1, 2))) > 1.0


def test_shot_types_differ_clearly(garment: bytes) -> None:
    pictures = [render(garment, ask(category)).image for category in CATEGORIES]
    gaps = [difference(a, b) for index, a in enumerate(pictures) for b in pictures[:index]]
    assert min(gaps) > 3.0


def test_palette_colours_the_set(garment: bytes) -> None:
    green = pixels(render(garment, ask(palette=("#88b090",))).image)[:20]
    rose = pixels(render(garment, ask(palette=("#c99aa0",))).image)[:20]
    assert green[..., 1].mean() > green[..., 0].mean() + 15
    assert rose[..., 0].mean() > rose[..., 1].mean() + 15


def test_warmth_turns_the_light(garment: bytes) -> None:
    warm, cool = (pixels(render(garment, ask(warmth=value)).image) for value in (1.0, -1.0))
    assert (warm[..., 0] - warm[..., 2]).mean() > (cool[..., 0] - cool[..., 2]).mean() + 10


def test_product_keeps_its_colour(garment: bytes) -> None:
    picture = pixels(render(garment, ask("ghost")).image)
    middle = np.median(picture[112:135, 79:101].reshape(-1, 3), axis=0)
    assert np.abs(middle - np.array([0x2F, 0x6F, 0x8F])).max() < 22


def test_dress_form_stands_behind_the_garment(garment: bytes) -> None:
    assert (
        difference(
            render(garment, replace(ask("on_model"), form="noir")).image,
            render(garment, replace(ask("on_model"), form="pearl")).image,
        )
        > 0.5
    )


@pytest.mark.parametrize("hint", ["trousers", "dress", "skirt", "top"])
def test_garment_hint_is_accepted(garment: bytes, hint: str) -> None:
    for category in ("on_model", "lifestyle"):
        assert render(garment, replace(ask(category), garment=hint)).width == 180


@pytest.mark.parametrize("ratio", ["1:1", "16:9", "9:16"])
def test_aspect_ratio_is_kept(garment: bytes, ratio: str) -> None:
    picture = render(garment, replace(ask(), shot=StudioShot(aspect_ratio=ratio)))
    across, down = map(int, ratio.split(":"))
    assert picture.width / picture.height == pytest.approx(across / down, rel=0.02)


def test_unknown_backdrop_names_the_allowed() -> None:
    with pytest.raises(ValueError, match="seamless, gradient, plaster"):
        StudioStyle(backdrop="jungle")


@pytest.mark.parametrize("wrong", [{"lighting": "disco"}, {"palette": ("nope",)}, {"palette": ()}])
def test_bad_style_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        StudioStyle(**wrong)  # type: ignore[arg-type]


def test_bad_aspect_ratio_is_refused() -> None:
    with pytest.raises(ValueError, match="aspect ratio"):
        StudioShot(aspect_ratio="wide")


def test_set_and_subject_render_without_a_product() -> None:
    empty, subject = render_set(ask()), render_subject(ask("on_model"))
    assert difference(empty.image, subject.image) > 1
