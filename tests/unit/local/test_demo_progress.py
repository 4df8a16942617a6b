"""Bars in a terminal, lines anywhere else."""

import asyncio
from io import StringIO

import pytest

from local.demo.progress import Bars, Board, Lines, Row, make_display, shown


def terminal(columns: int = 100, lines: int = 30) -> tuple[Bars, StringIO]:
    stream = StringIO()
    return Bars(stream, lambda: (columns, lines)), stream


def test_percent_is_the_mean_of_shots() -> None:
    row = Row("Coat", expected_parts=2)
    row.advance("full_body", 100)

    assert row.percent == 50


def test_percent_never_goes_back() -> None:
    row = Row("Coat")
    row.advance("packshot", 80)
    row.advance("packshot", 30)
    row.advance("packshot", 400)

    assert row.percent == 100


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_line_fits_the_terminal(columns: int) -> None:
    bars, _ = terminal(columns)
    row = Row("A very long product name that nobody would read to its end")
    row.fail("rejected: this file is no image, whatever its name may say about it")

    assert len(bars.line(row)) < columns


def test_bars_are_redrawn_in_place() -> None:
    bars, stream = terminal()
    board = Board([Row("Coat"), Row("Hat")])
    bars.refresh(board)
    board.rows[0].advance("packshot", 50)
    bars.refresh(board)

    assert stream.getvalue().count("\x1b[2A") == 1
    assert " 50 %" in stream.getvalue()


def test_unchanged_board_writes_nothing() -> None:
    bars, stream = terminal()
    board = Board([Row("Coat")])
    bars.refresh(board)
    written = stream.getvalue()
    bars.refresh(board)

    assert stream.getvalue() == written


def test_many_rows_show_those_going_on() -> None:
    bars, stream = terminal(lines=6)
    done = Row("Done")
    done.advance("packshot", 100)
    bars.refresh(Board([done, *(Row(f"Coat {number}") for number in range(20))]))

    assert stream.getvalue().count("\n") == 4
    assert "Done" not in stream.getvalue()


def test_lines_tell_phases_and_quarters() -> None:
    stream = StringIO()
    lines = Lines(stream, lambda: 0.0)
    board = Board([Row("Coat")])
    row = board.rows[0]
    for phase, percent in [
        ("waiting", 0),
        ("generating", 5),
        ("generating", 9),
        ("generating", 60),
    ]:
        row.phase = phase
        row.advance("packshot", percent)
        lines.refresh(board)

    told = [line.split("s  ", 1)[1] for line in stream.getvalue().splitlines()]
    assert told == ["Coat: generating 5 %", "Coat: generating 60 %"]


def test_pipe_gets_lines() -> None:
    assert isinstance(make_display(StringIO(), lambda: 0.0), Lines)


def test_cursor_comes_back_after_error() -> None:
    bars, stream = terminal()

    async def fail() -> None:
        async with shown(Board([Row("Coat")]), bars):
            await asyncio.sleep(0)
            raise ValueError

    with pytest.raises(ValueError):
        asyncio.run(fail())
    assert stream.getvalue().endswith("\x1b[?25h")
