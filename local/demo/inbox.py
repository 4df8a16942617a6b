"""What the events say about the work in progress, and waiting for its end without hanging."""

import asyncio
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
    """Seconds. A lost event costs one `poll`; the demo ends after `stalled` without any news."""

    poll_while_listening: float = 5.0
    poll_while_deaf: float = 2.0
    stalled: float = 150.0


class Inbox:
    """One sign per piece of work, from events (each counted once) and from asking."""

    def __init__(self, patience: Patience = Patience()) -> None:
        self.listening = False
        self.events = 0
        self.asked = 0
        self._patience = patience
        self._seen: set[str] = set()
        self._signs: dict[str, Sign] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._last_news = 0.0

    def take(self, event: Json) -> None:
        """An envelope from the socket; what is not about work, or came before, is left alone."""
        event_id, meaning = str(event.get("id", "")), _MEANING.get(str(event.get("type")))
        if not event_id or event_id in self._seen:
            return
        self._seen.add(event_id)
        self.events += 1
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
        self._last_news = max(self._last_news, _now())
        while True:
            sign = self._signs.get(work_id, Sign())
            on_percent(sign.percent)
            if sign.settled:
                return sign
            news.clear()
            try:
                async with asyncio.timeout(self._pause()):
                    await news.wait()
            except TimeoutError:
                self.asked += 1
                self._note(work_id, await ask())
                self._give_up_if_stalled()

    def _note(self, work_id: str, sign: Sign) -> None:
        before = self._signs.get(work_id, Sign())
        after = before.then(sign)
        if after == before:
            return
        self._signs[work_id] = after
        self._last_news = _now()
        self._news.setdefault(work_id, asyncio.Event()).set()

    def _pause(self) -> float:
        patience = self._patience
        return patience.poll_while_listening if self.listening else patience.poll_while_deaf

    def _give_up_if_stalled(self) -> None:
        silent = _now() - self._last_news
        if silent > self._patience.stalled:
            raise StalledError(
                f"Nothing has moved for {silent:.0f} s. `make logs` shows what the functions say; "
                "`make down` and `make up` start the laptop cloud afresh, the data stays."
            )


def _now() -> float:
    return asyncio.get_running_loop().time()
