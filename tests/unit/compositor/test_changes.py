"""Pictures that the studio changes: dyed, enlarged, filled, adjusted."""

import io
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from shared.compositor import NotPossible, adjust, inpaint, picture_size, recolor, upscale
from shared.compositor.adjusting import Adjustment, read_adjustment
from shared.compositor.dyeing import dye
from shared.compositor.filling import fill_hole
from shared.imaging.raster import to_bytes, to_vips

Pixels = NDArray[np.uint8]


def encode(image: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=95)
    return out.getvalue()


def pixels(body: bytes, mode: str = "RGB") -> Pixels:
    return np.asarray(Image.open(io.BytesIO(body)).convert(mode))


@lru_cache(maxsize=1)
def garment() -> Image.Image:
    """A red dress with a fold and a white patch, on paper, 240 x 320."""
    image = Image.new("RGB", (240, 320), "#f4f3f1")
    draw = ImageDraw.Draw(image)
    draw.polygon([(88, 64), (152, 64), (184, 256), (56, 256)], fill="#b3202e")
    draw.rectangle((100, 180, 104, 256), fill="#7d1620")
    draw.rectangle((112, 110, 136, 130), fill="#fbfbfb")
    return image


@pytest.fixture(scope="module")
def photo() -> bytes:
    return encode(garment())


@pytest.fixture(scope="module")
def dyed(photo: bytes) -> Pixels:
    return pixels(recolor(photo, "#1d3f8f").image).astype(int)


def test_main_colour_becomes_the_wanted_one(dyed: Pixels) -> None:
    assert np.abs(dyed[220, 140] - (0x1D, 0x3F, 0x8F)).max() < 24


def test_fold_stays_darker_in_the_new_colour(dyed: Pixels) -> None:
    fold, cloth = dyed[220, 102], dyed[220, 140]
    assert fold.sum() < 0.85 * cloth.sum()
    assert fold[2] > fold[0]


def test_print_and_paper_keep_their_colour(dyed: Pixels) -> None:
    assert dyed[120, 124].min() > 240
    assert np.abs(dyed[20, 20] - (0xF4, 0xF3, 0xF1)).max() < 4


def test_outside_the_product_no_pixel_moves() -> None:
    picture = np.asarray(garment())
    product = np.zeros(picture.shape[:2], dtype=np.uint8)
    product[150:250, 110:150] = 255
    changed = to_bytes(
        dye(to_vips(picture).copy(interpretation="srgb"), to_vips(product), "#2f8a4a")
    )
    assert (changed[product == 0] == picture[product == 0]).all()
    assert (changed[product == 255] != picture[product == 255]).any(axis=1).all()


def test_transparency_survives_the_dye() -> None:
    image = garment().convert("RGBA")
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).polygon([(88, 64), (152, 64), (184, 256), (56, 256)], fill=255)
    image.putalpha(mask)
    changed = pixels(recolor(encode(image), "#1d3f8f").image, "RGBA")
    assert (changed[20, 20, 3], changed[220, 140, 3]) == (0, 255)


@pytest.mark.parametrize("colour", ["", "blue", "#12"])
def test_dye_needs_a_colour(photo: bytes, colour: str) -> None:
    with pytest.raises(NotPossible, match="hex"):
        recolor(photo, colour)


def test_dye_needs_a_product() -> None:
    with pytest.raises(NotPossible, match="product"):
        recolor(encode(Image.new("RGB", (200, 200), "#888888")), "#112233")


@pytest.mark.parametrize("factor", [2, 4])
def test_picture_grows_by_its_factor(photo: bytes, factor: int) -> None:
    large = upscale(photo, factor)
    assert (large.width, large.height) == (240 * factor, 320 * factor)
    small = Image.open(io.BytesIO(large.image)).convert("RGB").resize((240, 320))
    assert np.abs(np.asarray(small).astype(int) - pixels(photo)).mean() < 2


def test_edges_stay_crisp(photo: bytes) -> None:
    plain = garment().resize((480, 640), Image.Resampling.BICUBIC)
    ours = pixels(upscale(photo, 2).image)[:, :, 1].astype(int)
    theirs = np.asarray(plain)[:, :, 1].astype(int)
    assert np.abs(np.diff(ours, axis=1)).max() >= np.abs(np.diff(theirs, axis=1)).max()


def test_clear_pixels_do_not_bleed() -> None:
    image = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    ImageDraw.Draw(image).rectangle((10, 10, 29, 29), fill=(200, 30, 30, 255))
    large = pixels(upscale(encode(image), 2).image, "RGBA")
    seen = large[large[..., 3] > 128]
    assert seen[:, 1].max() < 80
    assert large[2, 2, 3] == 0


@pytest.mark.parametrize(("size", "factor"), [((2500, 2000), 4), ((8200, 10), 2)])
def test_too_large_a_result_is_refused(size: tuple[int, int], factor: int) -> None:
    with pytest.raises(NotPossible, match="smaller"):
        upscale(encode(Image.new("L", size)), factor)


def scene() -> Pixels:
    """A grey ramp with a black spot."""
    ramp = np.linspace(60, 200, 160)[None, :, None] * np.ones((120, 1, 3))
    picture = ramp.astype(np.uint8)
    picture[50:70, 70:90] = 0
    return picture


def test_hole_is_filled_from_around() -> None:
    picture, hole = scene(), np.zeros((120, 160), dtype=np.float32)
    hole[46:74, 66:94] = 1
    filled = fill_hole(picture, hole, np.random.default_rng(1))
    wanted = np.linspace(60, 200, 160)[None, 70:90, None]
    assert np.abs(filled[50:70, 70:90] - wanted).max() < 8
    assert (filled[hole == 0] == picture[hole == 0]).all()


def test_hole_at_the_frame_is_filled() -> None:
    picture, hole = scene(), np.zeros((120, 160), dtype=np.float32)
    hole[:, 60:] = 1
    filled = fill_hole(picture, hole, np.random.default_rng(1))
    assert filled[:, 70:].min() > 90
    assert (filled[:, :60] == picture[:, :60]).all()


def test_same_seed_fills_the_same_way(photo: bytes) -> None:
    mask = Image.new("L", (240, 320))
    ImageDraw.Draw(mask).rectangle((100, 100, 140, 140), fill=255)
    assert inpaint(photo, encode(mask), 5) == inpaint(photo, encode(mask), 5)


@pytest.mark.parametrize(
    ("size", "fill", "words"),
    [((240, 320), 0, "nothing"), ((240, 320), 255, "everything"), ((24, 32), 255, "size")],
)
def test_unusable_mask_is_explained(
    photo: bytes, size: tuple[int, int], fill: int, words: str
) -> None:
    with pytest.raises(NotPossible, match=words):
        inpaint(photo, encode(Image.new("L", size, fill)), 1)


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("brighter", Adjustment(light=1)),
        ("Make it slightly warmer and a bit softer", Adjustment(warmth=0.5, softness=0.5)),
        ("much darker, less contrast", Adjustment(light=-1.6, contrast=-1)),
        ("more vivid; cooler!", Adjustment(colour=1, warmth=-1)),
        ("brighter brighter brighter", Adjustment(light=2)),
        ("sharper", Adjustment(softness=-1)),
    ],
)  # fmt: skip
def test_known_words_are_understood(prompt: str, wanted: Adjustment) -> None:
    assert read_adjustment(prompt) == (wanted, ())


def test_other_words_are_reported() -> None:
    adjustment, others = read_adjustment("brighter, with a red belt, a belt!")
    assert (adjustment, others) == (Adjustment(light=1), ("red", "belt"))


@pytest.mark.parametrize("prompt", ["", "add a belt", "not darker", "don't make it warmer"])
def test_prompt_without_an_adjustment_is_refused(photo: bytes, prompt: str) -> None:
    with pytest.raises(NotPossible, match="brighter, darker"):
        adjust(photo, prompt)


def changed(photo: bytes, prompt: str) -> NDArray[np.int64]:
    return pixels(adjust(photo, prompt)[0].image).astype(np.int64)


def test_adjustments_do_what_they_say(photo: bytes) -> None:
    before = pixels(photo).astype(np.int64)
    assert changed(photo, "brighter").mean() > before.mean() + 3
    assert changed(photo, "darker").mean() < before.mean() - 3
    warm, cool = changed(photo, "warmer"), changed(photo, "cooler")
    assert (warm[..., 0] - warm[..., 2]).mean() > (cool[..., 0] - cool[..., 2]).mean() + 6
    muted = changed(photo, "muted")
    assert np.ptp(muted[220, 140]) < np.ptp(before[220, 140])
    soft = np.abs(np.diff(changed(photo, "softer"), axis=1)).max()
    assert soft < np.abs(np.diff(before, axis=1)).max()


def test_contrast_keeps_black_and_white() -> None:
    ramp = Image.linear_gradient("L").convert("RGB")
    before, after = np.asarray(ramp).astype(int), changed(encode(ramp), "more contrast")
    assert (after[0].max() <= 3, after[-1].min() >= 252) == (True, True)
    assert after[70].mean() < before[70].mean() - 3
    assert after[190].mean() > before[190].mean() + 3


def test_alpha_survives_an_adjustment() -> None:
    image = Image.new("RGBA", (30, 30), (120, 60, 60, 90))
    assert pixels(adjust(encode(image), "brighter, softer")[0].image, "RGBA")[15, 15, 3] == 90


def test_sideways_photograph_has_its_seen_size() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif)
    assert picture_size(out.getvalue()) == (20, 40)


@pytest.mark.parametrize("body", [b"", b"no picture"])
def test_broken_picture_is_explained(body: bytes) -> None:
    for change in (lambda: adjust(body, "brighter"), lambda: upscale(body, 2)):
        with pytest.raises(NotPossible, match="decoded"):
            change()
