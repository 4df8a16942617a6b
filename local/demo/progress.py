"""Progress, as it is (`Board`) and as it is shown: bars in a terminal, lines anywhere else."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol, TextIO

_REFRESH_SECONDS = 0.1
_NAME_WIDTH, _PHASE_WIDTH = 24, 34


@dataclass
class Row:
    """One product on its way. `parts` are the percents of its shots; percent never goes back."""

    name: str
    expected_parts: int = 1
    phase: str = "waiting"
    failed: bool = False
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        return sum(self.parts.values()) // max(1, self.expected_parts, len(self.parts))

    def advance(self, part: str, percent: int) -> None:
        self.parts[part] = max(self.parts.get(part, 0), min(100, percent))

    def fail(self, phase: str) -> None:
        self.phase, self.failed = phase, True


@dataclass
class Board:
    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, expected_parts: int = 1) -> Row:
        row = Row(name, expected_parts)
        self.rows.append(row)
        return row


class Display(Protocol):
    def refresh(self, board: Board) -> None: ...
    def finish(self, board: Board) -> None: ...


class Bars:
    """Redraws the rows in place."""

    def __init__(
        self, stream: TextIO, size: Callable[[], tuple[int, int]] = shutil.get_terminal_size
    ) -> None:
        """`size` gives columns and lines."""
        self._stream = stream
        self._size = size
        self._drawn: list[str] = []
        encoding = (stream.encoding or "").lower().replace("-", "")
        self._full, self._empty = ("█", "░") if encoding == "utf8" else ("#", "-")

    def refresh(self, board: Board) -> None:
        lines = [self.line(row) for row in self._that_fit(board.rows)]
        lines += [""] * (len(self._drawn) - len(lines))
        if lines == self._drawn:
            return
        up = f"\x1b[{len(self._drawn)}A" if self._drawn else "\x1b[?25l"  # the cursor hides
        self._stream.write(up + "".join(f"\x1b[2K{line}\n" for line in lines))
        self._stream.flush()
        self._drawn = lines

    def finish(self, board: Board) -> None:
        self.refresh(board)
        self._stream.write("\x1b[?25h")
        self._stream.flush()

    def line(self, row: Row) -> str:
        """Never wider than the terminal, or moving the cursor up would miss its line."""
        room = self._size()[0] - 1
        width = max(6, min(30, room - _NAME_WIDTH - _PHASE_WIDTH - 11))
        filled = row.percent * width // 100
        bar = self._full * filled + self._empty * (width - filled)
        text = f"  {_fit(row.name, _NAME_WIDTH)} {bar} {row.percent:3} %  {row.phase}"
        return _fit(text, room).rstrip()

    def _that_fit(self, rows: list[Row]) -> list[Row]:
        """What has scrolled away cannot be drawn again, so of many rows those still going on."""
        room = max(1, self._size()[1] - 2)
        if len(rows) <= room:
            return rows
        going_on = [row for row in rows if row.percent < 100 and not row.failed]
        return (going_on + [row for row in rows if row not in going_on])[:room]


class Lines:
    """One line for each new phase, and at each quarter of the way."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._started = clock()
        self._said: dict[int, tuple[str, int]] = {}

    def refresh(self, board: Board) -> None:
        for number, row in enumerate(board.rows):
            now = (row.phase, row.percent // 25)
            if self._said.get(number, ("waiting", 0)) != now:
                self._said[number] = now
                seconds = self._clock() - self._started
                percent = f" {row.percent} %" if row.percent else ""
                self._stream.write(f"  {seconds:5.1f} s  {row.name}: {row.phase}{percent}\n")
        self._stream.flush()

    def finish(self, board: Board) -> None:
        self.refresh(board)


def make_display(stream: TextIO, clock: Callable[[], float]) -> Display:
    return Bars(stream) if stream.isatty() else Lines(stream, clock)


@contextlib.asynccontextmanager
async def shown(board: Board, display: Display) -> AsyncIterator[None]:
    """The board on the display for as long as the body runs, also when it fails."""

    async def keep_refreshing() -> None:
        while True:
            display.refresh(board)
            await asyncio.sleep(_REFRESH_SECONDS)

    refreshing = asyncio.create_task(keep_refreshing())
    try:
        yield
    finally:
        refreshing.cancel()
        display.finish(board)


def _fit(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
