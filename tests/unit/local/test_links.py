"""Deployed layers of the laptop cloud are links to files that do not change."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers import build as building
from layers.build import Target, build_shared
from local.links import SHARED, link_layer
from local.worker_start import announce_results

_IMPORT = """
import os, site, sys
for version in os.listdir(sys.argv[1]):
    site.addsitedir(os.path.join(sys.argv[1], version, "site-packages"))
import shared.core.ids
print(shared.core.ids.__file__)
"""


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """Builds into a folder of the test's own."""
    monkeypatch.setattr(Target, "folder", property(lambda self: tmp_path / "build"))
    built = Target("local", python=sys.executable)
    build_shared(built)
    return built


def _imported_from(layer: Path, folder: Path) -> str:
    """Where a process finds `shared` that treats the layer as the emulator does."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-I", "-c", _IMPORT, str(layer / "python" / "lib")]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def _links(layer: Path) -> list[str]:
    return [path.read_text() for path in layer.rglob("*.pth")]


def test_process_imports_the_linked_files(target: Target, tmp_path: Path) -> None:
    layer = link_layer(target, tmp_path / "home", SHARED)
    assert _imported_from(layer, tmp_path).startswith(str(tmp_path / "home" / "files" / "shared-"))


def test_layer_holds_nothing_but_the_link(target: Target, tmp_path: Path) -> None:
    layer = link_layer(target, tmp_path / "home", SHARED)
    assert [path.name for path in layer.rglob("*") if path.is_file()] == ["sartiq_shared.pth"]


def test_linked_files_survive_the_next_build(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    layer = link_layer(target, home, SHARED)
    before, imported = _links(layer), _imported_from(layer, tmp_path)
    monkeypatch.setattr(building, "_salt", lambda _: "changed")
    build_shared(target)
    assert _links(link_layer(target, home, SHARED)) != before
    assert Path(imported).is_file()


def test_unchanged_layer_keeps_its_link(target: Target, tmp_path: Path) -> None:
    before = _links(link_layer(target, tmp_path / "home", SHARED))
    assert _links(link_layer(target, tmp_path / "home", SHARED)) == before


def test_old_copies_are_removed(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        monkeypatch.setattr(building, "_salt", lambda _, number=number: str(number))
        build_shared(target)
        link_layer(target, tmp_path / "home", SHARED)
    assert len(list((tmp_path / "home" / "files").iterdir())) == 3


def test_empty_line_goes_ahead_of_each_result() -> None:
    written: list[str] = []
    results, log = io.StringIO(), io.StringIO()
    results.write = lambda text: written.append(f"{log.getvalue()!r} then {text}") or len(text)  # type: ignore[method-assign, func-returns-value]
    announce_results(results, log)
    results.write("one")
    results.write("two")
    assert written == ["'\\n' then one", "'\\n\\n' then two"]
