"""The drawn sample photographs and the contact sheet."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from local.contact_sheet import ContactRow, compose
from local.sample_photos import draw_product_photos, draw_style_reference, draw_subject
from shared.compositor import cut_out


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return draw_product_photos(tmp_path_factory.mktemp("photos"))


def test_six_photographs_are_drawn(photos: list[Path]) -> None:
    assert len({path.name for path in photos}) == 6
    assert all(Image.open(path).size == (1200, 1600) for path in photos)


def test_white_shirt_can_be_cut_out(photos: list[Path]) -> None:
    shirt = next(path for path in photos if path.stem == "linen-shirt")
    assert 0.3 < cut_out(shirt.read_bytes()).coverage < 0.45


def test_subject_follows_its_name() -> None:
    pictures = {draw_subject(name, "front") for name in ("classic", "noir", "classic")}
    assert len(pictures) == 2


def test_style_reference_is_a_webp() -> None:
    assert Image.open(io.BytesIO(draw_style_reference("Concrete loft"))).format == "WEBP"


@pytest.fixture(scope="module")
def picture() -> bytes:
    return encode(Image.new("RGB", (450, 600), "#c8b8a0"))


def encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP")
    return out.getvalue()


@pytest.mark.parametrize("count", [0, 1, 9])
def test_contact_sheet_holds_its_rows(tmp_path: Path, picture: bytes, count: int) -> None:
    rows = [
        ContactRow(
            picture, [picture] * 4, index % 5 if index % 5 < 4 else None, f"SKU-{index} packshot"
        )
        for index in range(count)
    ]
    compose(rows, tmp_path / "sheet.jpg", "Autumn")
    sheet = Image.open(tmp_path / "sheet.jpg")
    assert sheet.width <= 2400
    assert sheet.height < 400 + 420 * max(1, count)


def test_frame_hugs_an_approved_square(tmp_path: Path) -> None:
    square = encode(Image.new("RGB", (400, 400), "#3355bb"))
    compose([ContactRow(square, [square], 0, "square")], tmp_path / "sheet.jpg", "Autumn")
    sheet = np.asarray(Image.open(tmp_path / "sheet.jpg")).astype(int)
    blue = (sheet[..., 2] > 150) & (sheet[..., 0] < 90)
    green = (sheet[..., 1] > sheet[..., 0] + 40) & (sheet[..., 1] > sheet[..., 2] + 20)
    column = np.flatnonzero(blue.any(axis=0))[-1] - 120  # through the larger picture, at the right
    inside, frame = np.flatnonzero(blue[:, column]), np.flatnonzero(green[:, column])
    assert 0 < inside[0] - frame[0] < 8
    assert 0 < frame[-1] - inside[-1] < 8
