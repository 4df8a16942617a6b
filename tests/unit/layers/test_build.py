"""Assets are built from fingerprints, so what has not changed is not built again."""

from pathlib import Path

import pytest

from layers import build as building
from layers.build import TARGETS, Target, build_functions, fingerprint, function_folders


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The real sources, built into a folder of the test's own."""
    monkeypatch.setattr(Target, "folder", property(lambda self: tmp_path))
    return TARGETS["local"]


def test_every_folder_of_handlers_is_an_asset() -> None:
    assert {"api", "compute", "compute_api", "delivery", "generation", "media"} <= set(
        function_folders()
    )


def test_asset_carries_bytecode_and_package_path(target: Target) -> None:
    asset = build_functions(target, "media")
    assert (asset / "functions" / "__init__.py").is_file()
    assert (asset / "functions" / "media" / "inspect_upload.py").is_file()
    (compiled,) = (asset / "functions" / "media").rglob("inspect_upload.*.pyc")
    # PEP 552: bit 0 says hash-based, bit 1 that the source is checked; we want 0b01.
    assert compiled.read_bytes()[4] == 0b01


def test_unchanged_sources_are_left_alone(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    build_functions(target, "media")
    compiled: list[Path] = []
    monkeypatch.setattr(building, "_compile", lambda _, asset: compiled.append(asset))
    build_functions(target, "media")
    assert compiled == []


def test_fingerprint_sees_names_and_contents(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.py").write_text("1")
    before = fingerprint([source])
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "a.pyc").write_text("bytecode")
    assert fingerprint([source]) == before
    (source / "a.py").rename(source / "b.py")
    renamed = fingerprint([source])
    (source / "b.py").write_text("2")
    assert len({before, renamed, fingerprint([source])}) == 3
    assert fingerprint([source], salt="other interpreter") != fingerprint([source])
