"""What the events say about the work in progress, and waiting for its end without hanging."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.demo.errors import StalledError

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Sign:
    """A sign of life of one piece of work; `ok` is None while it has not ended."""

    percent: int = 0
    ok: bool | None = None

    @property
    def settled(self) -> bool:
        return self.ok is not None

    def then(self, newer: "Sign") -> "Sign":
        """Events may come late and out of order: the end is final, percent only grows."""
        if self.settled:
            return self
        return newer if newer.settled else Sign(max(self.percent, newer.percent))


DONE, FAILED = Sign(100, True), Sign(100, False)


def _percent(data: Json) -> Sign:
    progress = data.get("progress")
    inner = progress if isinstance(progress, Mapping) else data
    return Sign(int(inner.get("percent") or 0))


# Event type -> the field that names the work, and what the event says about it.
_MEANING: dict[str, tuple[str, Callable[[Json], Sign]]] = {
    "upload.validated": ("file_id", lambda data: DONE),
    "upload.rejected": ("file_id", lambda data: FAILED),
    "task.progress": ("generation_id", _percent),
    "generation.completed": ("generation_id", lambda data: DONE),
    "generation.failed": ("generation_id", lambda data: FAILED),
    "export.progress": ("export_id", _percent),
    "export.completed": ("export_id", lambda data: DONE),
    "export.partial": ("export_id", lambda data: DONE),
    "export.failed": ("export_id", lambda data: FAILED),
}


@dataclass(frozen=True)
class Patience:
    """Seconds of silence. Asking costs a Lambda invocation, so a socket that speaks is trusted.

    `deaf`: without a socket, until work is asked about. `silent`: with a socket that says nothing
    at all. `overdue`: with one that speaks, but not of this work: its event may be lost. Asking
    in vain doubles the first two, twice at most. `stalled`: without any news from anywhere, until
    the demo gives up.
    """

    deaf: float = 2.0
    silent: float = 5.0
    overdue: float = 20.0
    stalled: float = 150.0


class Inbox:
    """One sign per piece of work, from events (each counted once) and from asking."""

    def __init__(self, patience: Patience = Patience()) -> None:
        self.events = 0
        self.asked = 0
        self._patience = patience
        self._connected = asyncio.Event()
        self._listening_since: float | None = None
        self._seen: set[str] = set()
        self._signs: dict[str, Sign] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._last_event = 0.0
        self._last_news = 0.0

    def listen(self, is_listening: bool) -> None:
        """Whether there is a socket from now on."""
        self._listening_since = _now() if is_listening else None
        if is_listening:
            self._connected.set()

    async def connected(self) -> None:
        """Wait for the first socket, but not long: what it would have said can be asked for."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience.deaf):
                await self._connected.wait()

    def take(self, event: Json) -> None:
        """An envelope from the socket; what is not about work, or came before, is left alone."""
        event_id, meaning = str(event.get("id", "")), _MEANING.get(str(event.get("type")))
        if not event_id or event_id in self._seen:
            return
        self._seen.add(event_id)
        self.events += 1
        self._last_event = _now()
        data = event.get("data")
        if meaning and isinstance(data, Mapping) and (work_id := data.get(meaning[0])):
            self._note(str(work_id), meaning[1](data))

    async def end_of(
        self,
        work_id: str,
        ask: Callable[[], Awaitable[Sign]],
        on_percent: Callable[[int], None] = lambda percent: None,
    ) -> Sign:
        """Wait for the end; `ask` is called when nothing was heard of this work for a while.

        Raises `StalledError` when nothing at all has moved for `Patience.stalled` seconds.
        """
        news = self._news.setdefault(work_id, asyncio.Event())
        heard_at, in_vain = _now(), 0
        self._last_news = max(self._last_news, heard_at)
        while True:
            sign = self._signs.get(work_id, Sign())
            on_percent(sign.percent)
            if sign.settled:
                return sign
            news.clear()
            try:
                async with asyncio.timeout(self._due(heard_at, in_vain) - _now()):
                    await news.wait()
                    heard_at, in_vain = _now(), 0
            except TimeoutError:
                if _now() < self._due(heard_at, in_vain):
                    continue  # others have been heard of meanwhile
                self.asked += 1
                is_news = self._note(work_id, await ask())
                self._give_up_if_stalled()
                heard_at, in_vain = _now(), 0 if is_news else in_vain + 1

    def _note(self, work_id: str, sign: Sign) -> bool:
        """Whether that was news."""
        before = self._signs.get(work_id, Sign())
        after = before.then(sign)
        if after == before:
            return False
        self._signs[work_id] = after
        self._last_news = _now()
        self._news.setdefault(work_id, asyncio.Event()).set()
        return True

    def _due(self, heard_at: float, in_vain: int) -> float:
        """When to ask about work that was last heard of then, and asked about in vain since."""
        longer = 2.0 ** min(in_vain, 2)
        if self._listening_since is None or heard_at < self._listening_since:
            # No socket, or not yet one when the event may have been sent.
            return heard_at + self._patience.deaf * longer
        silence_ends = max(heard_at, self._last_event) + self._patience.silent * longer
        return min(silence_ends, heard_at + self._patience.overdue)

    def _give_up_if_stalled(self) -> None:
        silent = _now() - self._last_news
        if silent > self._patience.stalled:
            raise StalledError(
                f"Nothing has moved for {silent:.0f} s. `make logs` shows what the functions say; "
                "`make down` and `make up` start the laptop cloud afresh, the data stays."
            )


def _now() -> float:
    return asyncio.get_running_loop().time()
