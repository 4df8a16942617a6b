"""The layers of the laptop cloud: each is a link to the built files.

The emulator unpacks all layers of a function again for every process that it starts: a thousand
files for the API, two thousand for what draws. So a deployed layer holds one `.pth` file that
adds a folder to the path of the process, and all processes read the same files.

The folder is a copy named by its content. A layer that is built again therefore does not change
under a running process, and its link, being another file, replaces the deployed layer version.
"""

import os
import shutil
import sys
from pathlib import Path

from layers.build import THIRD_PARTY, Target, built_digest
from local import worker_start

SHARED = "shared"
_STARTED_BY = "runtime"  # every function has this layer
_COPIES_KEPT = 3  # per layer: the deployed one, and what running processes may still import


def link_layers(target: Target, home: Path) -> None:
    for name in (*THIRD_PARTY, SHARED):
        link_layer(target, home, name)


def link_layer(target: Target, home: Path, name: str) -> Path:
    """The folder to deploy as layer `name`; `name` has been built."""
    built = target.folder / "layers" / name
    files = home / "files" / f"{name}-{built_digest(built)[:16]}"
    if not files.exists():
        _copy(built, files)
        _prune(files.parent, name)
    line = f"import sys; sys.path.insert(0, {str(files / 'python')!r})\n"
    site = linked_layers(home) / name / "python" / "lib" / _version() / "site-packages"
    site.mkdir(parents=True, exist_ok=True)
    if name == _STARTED_BY:
        line += "import sartiq_worker_start\n"
        shutil.copyfile(worker_start.__file__, site / "sartiq_worker_start.py")
    (site / f"sartiq_{name}.pth").write_text(line)
    return linked_layers(home) / name


def linked_layers(home: Path) -> Path:
    return home / "layers"


def _copy(built: Path, files: Path) -> None:
    """By hard links where the file system has them: quick, and takes no room."""
    unfinished = files.with_name(f"{files.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shutil.copytree(built, unfinished, copy_function=os.link)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(built, unfinished)
    unfinished.rename(files)


def _prune(folder: Path, name: str) -> None:
    copies = sorted(folder.glob(f"{name}-*"), key=lambda copy: copy.stat().st_mtime, reverse=True)
    for copy in copies[_COPIES_KEPT:]:
        shutil.rmtree(copy, ignore_errors=True)


def _version() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}"
