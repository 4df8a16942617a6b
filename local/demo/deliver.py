"""From approved shots to pictures on disk: export, download, check, unpack."""

import zipfile
from pathlib import Path

from local.demo.answers import Export
from local.demo.errors import DemoError
from local.demo.inbox import Sign
from local.demo.progress import Row
from local.demo.run import ReviewedShot, Run

_END = {"COMPLETED": True, "PARTIAL": True, "FAILED": False}
_PATTERN = "{sku}_{shot_type}_{index}"


async def deliver(run: Run, shots: list[ReviewedShot], row: Row) -> list[Path]:
    """The unpacked pictures; raises `DemoError` when the ZIP is not what was ordered."""
    with run.clock.span("export"):
        row.phase = f"rendering {len(shots)} pictures"
        export = await _exported(run, shots, row)
    with run.clock.span("download"):
        row.phase = "downloading"
        archive = run.out / "export.zip"
        if not export.download_url:
            raise DemoError(f"The export {export.id} is {export.status} but offers no download.")
        await run.client.download(export.download_url, archive)
        missing = {error.shot_id for error in export.errors}
        expected = [shot for shot in shots if shot.shot_id not in missing]
        pictures = unpack(archive, run.out / "pictures", expected)
    run.counts.delivered, run.counts.zip_bytes = len(pictures), archive.stat().st_size
    row.advance("export", 100)
    row.phase = f"{len(pictures)} pictures delivered"
    return pictures


async def _exported(run: Run, shots: list[ReviewedShot], row: Row) -> Export:
    started = await run.client.start_export(
        {
            "shots": [shot.shot_id for shot in shots],
            "format": {
                "resolution": "2048",
                "file_format": "jpg",
                "color_profile": "sRGB",
                "quality": 92,
            },
            "naming": {"pattern": _PATTERN, "start_index": 1},
            "destination": {"type": "download"},
        }
    )

    async def ask() -> Sign:
        now = await run.client.export(started.id)
        return Sign(now.progress.percent, _END.get(now.status))

    await run.inbox.end_of(started.id, ask, lambda percent: row.advance("export", percent))
    ended = await run.client.export(started.id)
    if ended.status == "FAILED":
        why = ended.failure.detail if ended.failure else "no reason was given"
        raise DemoError(f"The export failed: {why}")
    for error in ended.errors:
        run.set_back(f"export of shot {error.shot_id}", f"{error.error}: {error.details}")
    return ended


def unpack(archive: Path, folder: Path, shots: list[ReviewedShot]) -> list[Path]:
    """Check the ZIP whole before anything is written: sound, one picture per shot, named so."""
    try:
        with zipfile.ZipFile(archive) as opened:
            broken = opened.testzip()
            if broken:
                raise DemoError(f"{archive} is damaged at {broken}; run the demo again.")
            names = opened.namelist()
            _demand_names(archive, names, shots)
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                (folder / name).write_bytes(opened.read(name))
    except zipfile.BadZipFile as error:
        raise DemoError(f"{archive} is no ZIP file ({error}); run the demo again.") from error
    return [folder / name for name in names]


def _demand_names(archive: Path, names: list[str], shots: list[ReviewedShot]) -> None:
    """`{sku}_{shot_type}_{index}.jpg` for each shot once, and nothing else (no folders either)."""
    starts = sorted(f"{shot.photo.sku}_{shot.shot_type.name}" for shot in shots)
    found = sorted(name.rpartition("_")[0] for name in names)
    flat = all(name.endswith(".jpg") and not {"/", "\\"} & set(name) for name in names)
    if found != starts or not flat:
        raise DemoError(
            f"{archive} holds {len(names)} files for {len(starts)} approved shots, or names them "
            f"otherwise than {_PATTERN}.jpg: {', '.join(sorted(names)[:4])}"
        )
