"""The demo's own photographs. Drawing them takes seconds, so what was drawn is used again."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

_SOURCE = Path(__file__).parent.parent / "sample_photos.py"
Draw = Callable[[Path], list[Path]]


def drawn_photos(folder: Path, draw: Draw | None = None) -> list[Path]:
    """The photographs in `folder`; drawn when one is missing, altered, or drawn by older code."""
    stamp = folder / ".drawn.json"
    kept = _kept(folder, stamp)
    if kept:
        return kept
    paths = (draw or _draw)(folder)
    stamp.write_text(
        json.dumps({_SOURCE.name: _digest(_SOURCE)} | {p.name: _digest(p) for p in paths})
    )
    return paths


def _kept(folder: Path, stamp: Path) -> list[Path]:
    """All of them, or none."""
    try:
        digests: dict[str, str] = json.loads(stamp.read_text())
        if digests.pop(_SOURCE.name) != _digest(_SOURCE):
            return []
        paths = [folder / name for name in sorted(digests)]
        return paths if all(_digest(path) == digests[path.name] for path in paths) else []
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _draw(folder: Path) -> list[Path]:
    from local.sample_photos import draw_product_photos  # NumPy and Pillow: only when needed

    return draw_product_photos(folder)
