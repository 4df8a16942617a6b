"""The delivered ZIP is checked before it is unpacked."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from local.demo.answers import Prediction, ShotType
from local.demo.deliver import unpack
from local.demo.errors import DemoError
from local.demo.photos import Photo
from local.demo.run import ReviewedShot

PREDICTION = Prediction(id="p", index=0, url="u")


def shot(sku: str, kind: str) -> ReviewedShot:
    return ReviewedShot(
        photo=Photo(Path("coat.jpg"), sku, "Coat"),
        shot_type=ShotType(id=kind, name=kind),
        style="",
        shot_id=f"{sku}-{kind}",
        predictions=(PREDICTION,),
        approved=PREDICTION,
        pictures=(),
    )


SHOTS = [shot("DEMO-1", "full_body"), shot("DEMO-1", "packshot")]
NAMES = ["DEMO-1_full_body_001.jpg", "DEMO-1_packshot_002.jpg"]


def archive(folder: Path, names: list[str]) -> Path:
    path = folder / "export.zip"
    with ZipFile(path, "w") as opened:
        for name in names:
            opened.writestr(name, f"picture {name}")
    return path


def test_pictures_are_unpacked(tmp_path: Path) -> None:
    pictures = unpack(archive(tmp_path, NAMES), tmp_path / "pictures", SHOTS)

    assert [path.name for path in pictures] == NAMES
    assert pictures[0].read_text() == f"picture {NAMES[0]}"


@pytest.mark.parametrize(
    "names",
    [
        NAMES[:1],
        [*NAMES, "DEMO-1_packshot_003.jpg"],
        ["DEMO-1_full_body_001.jpg", "DEMO-1_detail_002.jpg"],
        ["DEMO-1_full_body_001.png", "DEMO-1_packshot_002.jpg"],
        ["../DEMO-1_full_body_001.jpg", "DEMO-1_packshot_002.jpg"],
    ],
)
def test_other_content_is_not_unpacked(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(DemoError, match="2 approved shots"):
        unpack(archive(tmp_path, names), tmp_path / "pictures", SHOTS)

    assert not (tmp_path / "pictures").exists()


def damaged(path: Path) -> None:
    path.write_bytes(
        path.read_bytes().replace(b"picture DEMO-1_packshot", b"pictore DEMO-1_packshot")
    )


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


@pytest.mark.parametrize("harm", [damaged, cut])
def test_broken_archive_is_told(tmp_path: Path, harm: Any) -> None:
    path = archive(tmp_path, NAMES)
    harm(path)

    with pytest.raises(DemoError, match=r"damaged|no ZIP"):
        unpack(path, tmp_path / "pictures", SHOTS)
