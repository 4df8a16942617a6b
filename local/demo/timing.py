"""How long each stage took. Stages overlap: a stage lasts from its first start to its last end."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    name: str
    seconds: float


class StageClock:
    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = clock()
        self._spans: dict[str, tuple[float, float]] = {}

    @contextlib.contextmanager
    def span(self, name: str) -> Iterator[None]:
        """May be entered many times, also at once."""
        start = self._clock()
        first, last = self._spans.get(name, (start, start))
        self._spans[name] = (min(first, start), last)
        try:
            yield
        finally:
            first, last = self._spans[name]
            self._spans[name] = (first, max(last, self._clock()))

    def stages(self) -> list[Stage]:
        """In the order in which they began."""
        ordered = sorted(self._spans.items(), key=lambda item: item[1][0])
        return [Stage(name, last - first) for name, (first, last) in ordered]

    def total_seconds(self) -> float:
        return self._clock() - self._began
