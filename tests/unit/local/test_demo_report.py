"""The last page of the demo, and its exit code."""

import json
from pathlib import Path
from unittest.mock import Mock

import pytest

from local.demo import report
from local.demo.__main__ import main
from local.demo.inbox import Inbox
from local.demo.progress import Board
from local.demo.run import Counts, Run
from local.demo.stack import Login, Stack
from local.demo.timing import StageClock

STACK = Stack(
    api_url="http://localhost:8000",
    ws_url="ws://localhost:8000/ws",
    demo=Login(email="demo@example.test", password="do not print", organization_id="org"),
)


class Ticking:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def a_run(tmp_path: Path, clock: Ticking) -> Run:
    counts = Counts(validated=2, looks=2, generated=4, predictions=16, approved=4, delivered=4)
    return Run("RUN001", tmp_path, Mock(), Inbox(), Board(), StageClock(clock), counts)


def test_overlapping_spans_become_one_stage() -> None:
    clock = Ticking()
    stages = StageClock(clock)
    with stages.span("upload"):
        clock.now = 1.0
        with stages.span("generate"):
            clock.now = 2.0
    clock.now = 5.0
    with stages.span("generate"):
        clock.now = 8.0

    assert [(stage.name, stage.seconds) for stage in stages.stages()] == [
        ("upload", 2.0),
        ("generate", 7.0),
    ]


def test_table_tells_stages_and_total(tmp_path: Path) -> None:
    clock = Ticking()
    run = a_run(tmp_path, clock)
    with run.clock.span("login"):
        clock.now = 0.25
    with run.clock.span("generate"):
        clock.now = 12.25

    lines = report.table(run, [], "demo@example.test").splitlines()

    assert lines[1].split() == ["login", "demo@example.test", "0.2"]
    assert "4 generations, 16 predictions" in lines[2]
    assert lines[2].endswith("12.0")
    assert lines[3].split()[0] == "all"
    assert lines[3].endswith("12.2")
    assert len({len(line) for line in lines[:4]}) == 1


def test_next_steps_keep_the_password_back(tmp_path: Path) -> None:
    text = report.next_steps(a_run(tmp_path, Ticking()), STACK, tmp_path / "stack.json")

    assert "contact_sheet.jpg" in text
    assert "http://localhost:8000/api/v1/docs" in text
    assert "make down" in text
    assert "do not print" not in text


@pytest.mark.parametrize("content", [None, "{", json.dumps({"api_url": "http://localhost:8000"})])
def test_missing_stack_is_one_sentence(
    content: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "stack.json"
    if content:
        path.write_text(content)
    monkeypatch.setenv("SARTIQ_STACK_FILE", str(path))

    code = main(["--out", str(tmp_path / "out")])

    said = capsys.readouterr().err
    assert code == 1
    assert said.strip().startswith("error: ")
    assert "make up" in said
    assert "Traceback" not in said


def test_debugging_shows_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARTIQ_STACK_FILE", str(tmp_path / "nowhere.json"))
    monkeypatch.setenv("SARTIQ_DEBUG", "1")

    with pytest.raises(Exception, match="make up"):
        main(["--out", str(tmp_path / "out")])
