"""Assets are built from fingerprints, so what has not changed is not built again."""

import re
import sys
from pathlib import Path

import pytest

from layers import build as building
from layers.build import (
    TARGETS,
    THIRD_PARTY,
    Target,
    build_functions,
    fingerprint,
    function_folders,
)


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The real sources, built into a folder of the test's own."""
    monkeypatch.setattr(Target, "folder", property(lambda self: tmp_path))
    return TARGETS["local"]


def test_every_folder_of_handlers_is_an_asset() -> None:
    assert {"api", "callbacks", "compute", "compute_api", "delivery", "generation", "media"} <= set(
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


def _locked(layer: str) -> dict[str, str]:
    """Name -> version of what a layer holds."""
    text = (building.ROOT / "layers" / layer / "requirements.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, flags=re.MULTILINE))


def _asked(layer: str) -> set[str]:
    text = (building.ROOT / "layers" / layer / "requirements.in").read_text()
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    names = (re.split(r"[\[<>=~ ]", line)[0] for line in lines if line)
    return {name.lower().replace("_", "-") for name in names}


@pytest.mark.parametrize("layer", THIRD_PARTY)
def test_layer_holds_what_it_asks_for(layer: str) -> None:
    assert _asked(layer)
    assert _asked(layer) <= _locked(layer).keys()


def test_layers_agree_where_they_overlap() -> None:
    """They are unpacked over each other, so a package must be the same in each."""
    versions: dict[str, set[str]] = {}
    for layer in THIRD_PARTY:
        for name, version in _locked(layer).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_what_signs_is_in_its_layer() -> None:
    """What the adapters import beyond what every function has."""
    folder = building.ROOT / "shared" / "providers"
    source = "\n".join(path.read_text() for path in folder.glob("*.py"))
    imported = set(re.findall(r"^ *(?:from|import) (\w+)", source, flags=re.MULTILINE))
    third_party = imported - sys.stdlib_module_names - {"shared"}
    packages = {"google": "google-auth", "jwt": "pyjwt"}
    wanted = {packages.get(name, name) for name in third_party}
    elsewhere = {*_locked("runtime"), *_locked("imaging")}
    # The Lambda runtime brings urllib3, with boto3.
    assert wanted - elsewhere - {"urllib3"} == _asked("signing")
