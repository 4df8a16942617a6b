"""Which files become products, and how they are called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.demo.drawing import drawn_photos
from local.demo.errors import DemoError
from local.demo.photos import find_photos, name_photos, run_name
from local.sample_catalogue import SAMPLES
from local.sample_photos import _GARMENTS
from shared.products.schemas import ProductCreate


def test_images_are_found_by_name(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.webp", "c.tiff", ".hidden.jpg", "README.md", "film.mp4"):
        (tmp_path / name).touch()
    (tmp_path / "folder.jpg").mkdir()

    assert [path.name for path in find_photos(tmp_path)] == ["a.webp", "b.JPG", "c.tiff"]


def test_folder_without_images_is_told(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()

    with pytest.raises(DemoError, match="no photograph"):
        find_photos(tmp_path)


def test_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="not a folder"):
        find_photos(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("stem", "name", "slug"),
    [
        ("linen_coat-02", "Linen coat 02", "linen-coat-02"),
        ("00126_00", "Product 00126 00", "00126-00"),
        ("Été à Paris", "Été à Paris", "ete-a-paris"),
        ("服", "服", "photo"),
        ("___", "Product", "photo"),
    ],
)
def test_names_come_from_files(stem: str, name: str, slug: str) -> None:
    photo = name_photos([Path(f"{stem}.jpg")], "RUN001")[0]

    assert (photo.name, photo.sku) == (name, f"DEMO-RUN001-01-{slug}")


def test_samples_bring_their_own_names() -> None:
    photo = name_photos([Path("cable-sweater.jpg")], "RUN001")[0]

    assert photo.product("upload")["category"] == SAMPLES["cable-sweater"].category
    assert photo.style == SAMPLES["cable-sweater"].style


def test_every_drawn_photo_is_in_the_catalogue() -> None:
    assert set(SAMPLES) == set(_GARMENTS)


@given(st.lists(st.text(min_size=1, max_size=60).filter(lambda stem: "\0" not in stem), max_size=5))
def test_products_are_valid_and_skus_unique(stems: list[str]) -> None:
    photos = name_photos([Path(f"{stem.replace('/', ' ')}.png") for stem in stems], "RUN001")

    for photo in photos:
        body = photo.product("0199c8a0-0000-7000-8000-000000000000")
        assert ProductCreate.model_validate(body).sku == photo.sku
    assert len({photo.sku for photo in photos}) == len(photos)


def test_runs_differ_by_the_second() -> None:
    names = [run_name(1_790_000_000 + second) for second in range(100)]

    assert len(set(names)) == 100
    assert {len(name) for name in names} == {6}


def test_photos_are_drawn_once(tmp_path: Path) -> None:
    drawn: list[Path] = []

    def draw(folder: Path) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        drawn.append(folder)
        (folder / "coat.jpg").write_bytes(b"a coat")
        return [folder / "coat.jpg"]

    first, second = drawn_photos(tmp_path / "p", draw), drawn_photos(tmp_path / "p", draw)

    assert first == second == [tmp_path / "p" / "coat.jpg"]
    assert len(drawn) == 1


@pytest.mark.parametrize("harm", ["altered", "gone", "stamp"])
def test_harmed_photos_are_drawn_again(tmp_path: Path, harm: str) -> None:
    drawn: list[Path] = []

    def draw(folder: Path) -> list[Path]:
        drawn.append(folder)
        (folder / "coat.jpg").write_bytes(b"a coat")
        return [folder / "coat.jpg"]

    drawn_photos(tmp_path, draw)
    if harm == "altered":
        (tmp_path / "coat.jpg").write_bytes(b"a hat")
    elif harm == "gone":
        (tmp_path / "coat.jpg").unlink()
    else:
        (tmp_path / ".drawn.json").write_text("[]")
    drawn_photos(tmp_path, draw)

    assert len(drawn) == 2
    assert (tmp_path / "coat.jpg").read_bytes() == b"a coat"
