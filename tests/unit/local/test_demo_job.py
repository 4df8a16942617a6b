"""The whole demo against a cloud of fakes."""

import asyncio
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from PIL import Image

from local.demo.client import Client
from local.demo.errors import DemoError
from local.demo.inbox import Inbox, Patience
from local.demo.progress import Board, Lines
from local.demo.run import Run
from local.demo.stack import Login
from local.demo.stages import play
from local.demo.timing import StageClock
from local.demo.wire import Wire

LOGIN = Login(email="demo@example.test", password="secret", organization_id="org")
QUICK = Patience(deaf=0.02, silent=0.05, overdue=0.5, stalled=2.0)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("coat", "hat", "scarf"):
        Image.new("RGB", (30, 40), "#445566").save(folder / f"{name}.jpg")
    return folder


def perform(cloud: Any, photos: Path, out: Path) -> Run:
    async def go() -> Run:
        wire = Wire("http://edge.test", LOGIN, transport=httpx.MockTransport(cloud))
        async with Client(wire) as client:
            run = Run("RUN001", out, client, Inbox(QUICK), Board(), StageClock())
            display = Lines(StringIO(), lambda: 0.0)
            await play(run, photos, "ws://edge.test/ws", display, cloud.socket)
            return run

    return asyncio.run(go())


def test_all_three_results_are_left(cloud: Any, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    run = perform(cloud, photos, out)

    assert run.setbacks == []
    pictures = sorted(path.name for path in (out / "pictures").iterdir())
    assert len(pictures) == 6
    assert pictures[0].startswith("DEMO-RUN001-01-coat_full_body_")
    assert sorted(ZipFile(out / "export.zip").namelist()) == pictures
    assert Image.open(out / "contact_sheet.jpg").width > 100


def test_best_prediction_is_approved(cloud: Any, photos: Path, tmp_path: Path) -> None:
    perform(cloud, photos, tmp_path / "out")

    assert len(cloud.approved) == 6
    assert {prediction[-2:] for prediction in cloud.approved.values()} == {"-1"}


def test_events_alone_are_enough(cloud: Any, photos: Path, tmp_path: Path) -> None:
    run = perform(cloud, photos, tmp_path / "out")

    assert run.inbox.asked == 0
    assert run.inbox.events == 3 + 6 * 2 + 1  # uploads, progress and end, export
    assert not any(call.startswith("GET /api/v1/generations/") for call in cloud.calls)


def test_silent_socket_is_told_and_survived(cloud: Any, photos: Path, tmp_path: Path) -> None:
    cloud.deaf = True

    run = perform(cloud, photos, tmp_path / "out")

    assert run.counts.delivered == 6
    assert [setback.subject for setback in run.setbacks] == ["socket"]


def test_rejected_photo_is_skipped_with_reason(cloud: Any, photos: Path, tmp_path: Path) -> None:
    cloud.reject = {"hat"}

    run = perform(cloud, photos, tmp_path / "out")

    assert run.counts.delivered == 4
    assert [(s.subject, s.reason) for s in run.setbacks] == [
        ("hat.jpg", "rejected: This is no image.")
    ]
    assert next(row for row in run.board.rows if row.name == "Hat").failed


def test_failed_generation_is_reported(cloud: Any, photos: Path, tmp_path: Path) -> None:
    cloud.fail = {"scarf"}

    run = perform(cloud, photos, tmp_path / "out")

    assert run.counts.delivered == 4
    assert {setback.subject for setback in run.setbacks} == {
        "Scarf, full_body",
        "Scarf, packshot",
    }
    assert all("shows no product" in setback.reason for setback in run.setbacks)


def test_nothing_approved_exports_nothing(cloud: Any, photos: Path, tmp_path: Path) -> None:
    cloud.reject = {"coat", "hat", "scarf"}

    with pytest.raises(DemoError, match="This is no image"):
        perform(cloud, photos, tmp_path / "out")

    assert not any("exports" in call for call in cloud.calls)
    assert not (tmp_path / "out" / "export.zip").exists()


def test_previous_results_are_replaced(cloud: Any, photos: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "out" / "pictures"
    pictures.mkdir(parents=True)
    (pictures / "DEMO-OLD-01-coat_packshot_001.jpg").touch()
    (pictures / "holiday.jpg").touch()

    perform(cloud, photos, tmp_path / "out")

    assert not list(pictures.glob("DEMO-OLD*"))
    assert (pictures / "holiday.jpg").exists()


def test_looks_are_varied(cloud: Any, photos: Path, tmp_path: Path) -> None:
    perform(cloud, photos, tmp_path / "out")

    looks = [made for id, made in cloud._made.items() if id.startswith("look-")]
    assert {look["style_id"] for look in looks} == {"Clean studio", "Linen atelier"}
    assert {look["subject_id"] for look in looks} == {"Ada", "Mina", "Zola"}
    assert all(look["shot_type_ids"] == ["full_body", "packshot"] for look in looks)
