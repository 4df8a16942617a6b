"""Cutting products out of drawn and real photographs."""

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from shared.compositor import CutOut, NoProductFound, cut_out

GARMENTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "garments"


def encode(image: Image.Image, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=92)
    return out.getvalue()


@lru_cache(maxsize=4)
def photograph(colour: str = "#a33b4c", paper: str = "#f4f3f1", opening: bool = False) -> bytes:
    """A dress-like shape, 300 x 400."""
    image = Image.new("RGB", (900, 1200), paper)
    draw = ImageDraw.Draw(image)
    draw.polygon([(330, 240), (570, 240), (690, 960), (210, 960)], fill=colour)
    if opening:
        draw.ellipse((400, 480, 500, 660), fill=paper)
    return encode(image.resize((300, 400), Image.Resampling.LANCZOS))


def pixels(cutout: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(cutout)).convert("RGBA"))


@pytest.fixture(scope="module")
def plain() -> CutOut:
    return cut_out(photograph())


def test_cut_out_is_cropped_to_the_product(plain: CutOut) -> None:
    result = plain
    left, top, width, height = result.bbox
    assert 55 <= left <= 72
    assert 65 <= top <= 82
    assert 155 <= width <= 180
    assert 235 <= height <= 265
    assert 0.2 < result.coverage < 0.27
    assert (result.width, result.height) == (width, height)


def test_edge_is_soft_and_free_of_paper(plain: CutOut) -> None:
    rgba = pixels(plain.image)
    edge = (rgba[..., 3] > 20) & (rgba[..., 3] < 235)
    assert edge.sum() > 50
    # The product's green is 59, the paper's 243: a halo would lie between them.
    assert np.percentile(rgba[..., 1][edge], 90) < 100


def test_see_through_opening_stays_open() -> None:
    rgba = pixels(cut_out(photograph(opening=True)).image)
    height, width = rgba.shape[:2]
    assert rgba[height // 2 - 5 : height // 2 + 5, width // 2 - 4 : width // 2 + 4, 3].max() == 0


def test_white_product_on_near_white_is_found() -> None:
    result = cut_out(photograph(colour="#fefefe", paper="#f3f3f3"))
    rgba = pixels(result.image)
    inside = rgba[60:200, 75:90, 3]
    assert inside.min() > 240
    assert 0.2 < result.coverage < 0.28


def test_light_falling_off_over_the_paper_is_ignored() -> None:
    image = Image.open(io.BytesIO(photograph())).convert("RGB")
    shade = np.linspace(1.0, 0.86, 400)[:, None, None]
    faded = Image.fromarray((np.asarray(image) * shade).astype(np.uint8))
    assert cut_out(encode(faded)).coverage == pytest.approx(0.235, abs=0.03)


def test_cast_shadow_is_dropped() -> None:
    shadow = Image.new("L", (300, 400))
    ImageDraw.Draw(shadow).polygon([(116, 90), (196, 90), (238, 332), (76, 332)], fill=42)
    shadow = shadow.filter(ImageFilter.GaussianBlur(7))
    image = Image.open(io.BytesIO(photograph())).convert("RGB")
    dark = Image.composite(
        Image.new("RGB", image.size, "#555555"), Image.new("RGB", image.size, "#f4f3f1"), shadow
    )
    shape = Image.new("L", image.size)
    ImageDraw.Draw(shape).polygon([(110, 80), (190, 80), (230, 320), (70, 320)], fill=255)
    dark.paste(image, (0, 0), shape)
    assert cut_out(encode(dark)).coverage == pytest.approx(0.235, abs=0.025)


def test_equal_photographs_give_equal_bytes(plain: CutOut) -> None:
    assert cut_out(photograph()).image == plain.image


def test_given_transparency_is_kept() -> None:
    image = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(image).ellipse((50, 50, 150, 150), fill=(200, 30, 30, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    result = cut_out(out.getvalue())
    assert result.coverage == pytest.approx(0.196, abs=0.01)
    assert result.confidence > 0.9


@pytest.mark.parametrize("colour", ["#ffffff", "#808080", "#112233"])
def test_uniform_picture_has_no_product(colour: str) -> None:
    with pytest.raises(NoProductFound, match="plain"):
        cut_out(encode(Image.new("RGB", (240, 320), colour)))


def test_noise_has_no_product() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (320, 240, 3), dtype=np.uint8)
    with pytest.raises(NoProductFound):
        cut_out(encode(Image.fromarray(noise), "PNG"))


@pytest.mark.skipif(not GARMENTS.is_dir(), reason="the real photographs are not on this machine")
@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("12562_00", 0.37, 0.42),
        ("07382_00", 0.48, 0.52),
        ("051991_1", 0.27, 0.32),
        ("10297_00", 0.15, 0.19),
    ],
)
def test_real_garment_is_cut_out_whole(name: str, least: float, most: float) -> None:
    result = cut_out((GARMENTS / f"{name}.jpg").read_bytes())
    alpha = pixels(result.image)[..., 3]
    assert least < result.coverage < most
    assert result.confidence > 0.3
    # No bites out of the garment.
    height, width = alpha.shape
    assert (alpha[height // 6 : height // 4, width // 3 : 2 * width // 3] > 250).mean() > 0.9
