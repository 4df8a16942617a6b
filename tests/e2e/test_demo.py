"""The README's first command, as a new user runs it."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import RunningCloud


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def played(cloud: RunningCloud, out: Path) -> "subprocess.CompletedProcess[str]":
    return cloud.python("local.demo", "--out", str(out))


def test_demo_ends_well(played: "subprocess.CompletedProcess[str]") -> None:
    assert played.returncode == 0, f"{played.stdout}\n{played.stderr}"
    assert played.stderr == ""


def test_demo_prints_stages_and_next_step(played: "subprocess.CompletedProcess[str]") -> None:
    assert "contact_sheet.jpg" in played.stdout
    assert "make down" in played.stdout


def test_archive_has_one_picture_per_shot(
    played: "subprocess.CompletedProcess[str]", out: Path
) -> None:
    with zipfile.ZipFile(out / "export.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert len(names) == len(set(names)) == 12
    assert all(name.endswith(".jpg") for name in names)
    assert sum("full_body" in name for name in names) == 6
    assert sum("packshot" in name for name in names) == 6


def test_pictures_are_2048_high(played: "subprocess.CompletedProcess[str]", out: Path) -> None:
    pictures = sorted((out / "pictures").rglob("*.jpg"))
    assert len(pictures) == 12
    for path in pictures:
        with Image.open(path) as picture:
            picture.load()
            assert max(picture.size) == 2048
            assert picture.info.get("icc_profile")


def test_contact_sheet_is_a_picture(played: "subprocess.CompletedProcess[str]", out: Path) -> None:
    with Image.open(out / "contact_sheet.jpg") as sheet:
        sheet.load()
        assert min(sheet.size) > 1000
