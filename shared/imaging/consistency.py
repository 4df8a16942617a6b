"""Measures by colors and outlines whether two images show the same person.

No face is recognized: skin, hair and clothes give the palette, the build gives the directions of
the edges. Another person in the same clothes is not detected; another skin color is.
"""

from collections.abc import Sequence

import numpy as np
import pyvips

from shared.imaging.measures import Score
from shared.imaging.quality import find_subject
from shared.imaging.raster import Floats, Mask, to_floats, to_planes
from shared.imaging.resample import blur

_EDGE = 160
# Cells of the palette: lightness 0 to 100, a and b -96 to 96 of CIELAB.
_CELLS = ((12, 0.0, 100.0), (24, -96.0, 96.0), (24, -96.0, 96.0))
_GRID, _DIRECTIONS = 4, 8
# Another camera angle changes outlines more than colors.
_PALETTE, _STRUCTURE = 0.7, 0.3


def consistency(image: bytes, references: Sequence[bytes]) -> Score:
    """The similarity to the most similar reference, as `quality` from 0 to 1.

    `confidence` grows with the number of references: 1 - 0.5 ** n. Raises ValueError without
    references.
    """
    if not references:
        raise ValueError("consistency needs something to compare with")
    own = _signature(image)
    palette, structure = max(
        (_alike(own, _signature(reference)) for reference in references),
        key=lambda pair: _PALETTE * pair[0] + _STRUCTURE * pair[1],
    )
    measure = round(_PALETTE * palette + _STRUCTURE * structure, 4)
    checks = {
        "consistency": measure,
        "palette": round(palette, 4),
        "structure": round(structure, 4),
    }
    return Score(measure, round(1 - 0.5 ** len(references), 4), checks)


def _alike(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[float, float]:
    """Bhattacharyya coefficient of the palettes and cosine of the directions, 0 to 1 each."""
    palette = float(np.sqrt(one[0] * other[0]).sum())
    structure = float((one[1] * other[1]).sum())
    return min(max(palette, 0.0), 1.0), min(max(structure, 0.0), 1.0)


def _signature(image: bytes) -> tuple[Floats, Floats]:
    """The palette and the edge directions of the subject."""
    lab = to_planes(to_floats(_load(image).colourspace("lab")))
    subject, _ = find_subject(lab)
    seen = subject if subject.any() else np.ones_like(subject)
    return _palette(lab, seen), _directions(lab[0], seen)


def _palette(lab: Floats, subject: Mask) -> Floats:
    """A histogram of the subject's Lab colors, smoothed because lighting shifts colors; sum 1."""
    columns = [plane[subject] for plane in lab]
    bins = [cells for cells, _, _ in _CELLS]
    spans = [(low, high) for _, low, high in _CELLS]
    clipped = [
        np.clip(column, low, high) for column, (low, high) in zip(columns, spans, strict=True)
    ]
    counted, _ = np.histogramdd(np.stack(clipped, axis=1), bins=bins, range=spans)
    smooth = blur(counted, 1.0)
    smooth = np.moveaxis(blur(np.moveaxis(smooth, 0, -1), 1.0), -1, 0)
    shares: Floats = smooth / smooth.sum()
    return shares


def _directions(lightness: Floats, subject: Mask) -> Floats:
    """Edge strength by direction in a 4 x 4 grid over the subject's bounding box; unit length."""
    rows, columns = np.nonzero(subject)
    box = lightness[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    down, right = (
        np.gradient(np.asarray(box, dtype=np.float64)) if min(box.shape) > 1 else (box, box)
    )
    strength = np.hypot(down, right)
    direction = (np.arctan2(down, right) % np.pi) / np.pi * _DIRECTIONS
    kind = np.minimum(direction.astype(int), _DIRECTIONS - 1)
    height, width = box.shape
    row = np.arange(height)[:, None] * _GRID // height
    column = np.arange(width)[None, :] * _GRID // width
    cell = (row * _GRID + column) * _DIRECTIONS + kind
    total = np.bincount(
        cell.ravel(), weights=strength.ravel(), minlength=_GRID * _GRID * _DIRECTIONS
    )
    length = float(np.linalg.norm(total))
    unit: Floats = total / length if length else np.full_like(total, total.size**-0.5)
    return unit


def _load(body: bytes) -> pyvips.Image:
    image = pyvips.Image.thumbnail_buffer(body, _EDGE, height=_EDGE, size="both")
    image = image.flatten(background=255) if image.hasalpha() else image
    return image.colourspace("srgb").copy_memory()
