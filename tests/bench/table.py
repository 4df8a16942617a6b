"""What a bench prints: a table for people, and one line of JSON at the very end."""

import json
from collections.abc import Sequence
from typing import Any

Cell = str | float | int


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    told = [list(columns), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[place]) for row in told) for place in range(len(columns))]
    print(f"\n{title}\n")  # noqa: T201
    for row in told:
        cells = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells), flush=True)  # noqa: T201


def conclude(**figures: Any) -> None:
    """The last line: what a machine reads."""
    print(f"\n{json.dumps(figures)}", flush=True)  # noqa: T201


def _text(cell: Cell) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
