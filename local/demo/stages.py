"""The stages in their order, each product on its own way through them."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from local.demo.deliver import deliver
from local.demo.drawing import drawn_photos
from local.demo.errors import ApiProblemError, DemoError
from local.demo.ingest import PhotoRejectedError, ingest
from local.demo.photos import Photo, find_photos, name_photos
from local.demo.progress import Display, Row, shown
from local.demo.run import Casting, ReviewedShot, Run
from local.demo.sheet import draw_sheet
from local.demo.shoot import SHOT_TYPES, open_shooting, shoot
from local.demo.socket import Connect, connect, listening

T = TypeVar("T")


async def play(
    run: Run, folder: Path | None, ws_url: str, display: Display, connect: Connect = connect
) -> list[Photo]:
    """The whole job; raises `DemoError` where it cannot go on. Returns what was photographed."""
    clear_previous(run.out)
    paths = (await asyncio.gather(_collected(run, folder), _logged_in(run)))[0]
    photos = name_photos(paths, run.name)
    async with (
        listening(run.inbox, ws_url, run.client.socket_ticket, connect),
        shown(run.board, display),
    ):
        shots = await _shots_of_all(run, photos)
        if not shots:
            first = f" First of all {run.setbacks[0].reason}" if run.setbacks else ""
            raise DemoError(f"No shot could be approved, so nothing was exported.{first}")
        delivery: Coroutine[Any, Any, object] = deliver(run, shots, run.board.add("Export"))
        await _gathered(delivery, draw_sheet(run, shots))
    if not run.inbox.events:
        run.set_back("socket", "not one event came; everything was found out by asking")
    return photos


def clear_previous(out: Path) -> None:
    """Only what a demo before this one has left: its pictures are known by their SKU."""
    out.mkdir(parents=True, exist_ok=True)
    for path in (out / "export.zip", out / "contact_sheet.jpg", *out.glob("pictures/DEMO-*.jpg")):
        path.unlink(missing_ok=True)


async def _logged_in(run: Run) -> None:
    with run.clock.span("login"):
        await run.client.login()


async def _collected(run: Run, folder: Path | None) -> list[Path]:
    with run.clock.span("photos"):
        if folder:
            return find_photos(folder)
        return await asyncio.to_thread(drawn_photos, run.out / "photos")


async def _shots_of_all(run: Run, photos: list[Photo]) -> list[ReviewedShot]:
    """In the order of the photographs."""
    casting = asyncio.create_task(open_shooting(run))
    rows = [run.board.add(photo.name, len(SHOT_TYPES)) for photo in photos]
    ways = [
        _way_of(run, casting, photo, number, row)
        for number, (photo, row) in enumerate(zip(photos, rows, strict=True))
    ]
    shots: list[list[ReviewedShot]] = await _gathered(*ways)
    return [shot for of_one in shots for shot in of_one]


async def _way_of(
    run: Run, casting: "asyncio.Task[Casting]", photo: Photo, number: int, row: Row
) -> list[ReviewedShot]:
    """What is wrong with one product is a setback; the others go on."""
    try:
        product = await ingest(run, photo, row)
        return await shoot(run, await casting, photo, number, product, row)
    except PhotoRejectedError as rejected:
        row.fail(f"rejected: {rejected}")
        run.set_back(photo.path.name, f"rejected: {rejected}")
    except ApiProblemError as problem:
        row.fail(problem.code)
        run.set_back(photo.path.name, str(problem))
    return []


async def _gathered(*work: Coroutine[Any, Any, T]) -> list[T]:
    """All at once; the first that cannot go on ends the others too."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
