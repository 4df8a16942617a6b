"""The contact sheet: source, predictions and the approved one, product by product."""

import asyncio
from pathlib import Path

from local.demo.run import ReviewedShot, Run


async def draw_sheet(run: Run, shots: list[ReviewedShot]) -> Path:
    """Drawn in a thread, so that the export can be watched meanwhile."""
    with run.clock.span("contact sheet"):
        pictures = [await asyncio.gather(*shot.pictures) for shot in shots]
        path = run.out / "contact_sheet.jpg"
        await asyncio.to_thread(_compose, shots, pictures, path, f"Demo {run.name}")
        return path


def _compose(
    shots: list[ReviewedShot], pictures: list[list[bytes]], path: Path, title: str
) -> None:
    from local.contact_sheet import ContactRow, compose  # Pillow and libvips: not before now

    rows = [
        ContactRow(
            source=shot.photo.path,
            predictions=found,
            approved_index=shot.predictions.index(shot.approved),
            caption=_caption(shot),
        )
        for shot, found in zip(shots, pictures, strict=True)
    ]
    compose(rows, path, title)


def _caption(shot: ReviewedShot) -> str:
    parts = [shot.photo.name, shot.shot_type.name.replace("_", " "), shot.style]
    if shot.approved.quality_score is not None:
        parts.append(f"quality {shot.approved.quality_score:.2f}")
    return "  ·  ".join(part for part in parts if part)
