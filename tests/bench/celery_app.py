"""The peer's side, for the environment that has Celery: its task, its canvas, its clock.

`python -m tests.bench.celery_app graphs.json` carries out each graph of the file and prints a
list of seconds. A graph is `[[seconds, ...], ...]`: its levels, as Celery's canvas can say them.
Nothing of this project is imported.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from celery import Celery, chain, chord

_REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/0")
_PATIENCE_SECONDS = 1200
_ASKED = "asked"  # counts the tasks of one graph

app = Celery("bench", broker=_REDIS, backend=_REDIS)
app.conf.update(worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)


def _ask_provider(seconds: float) -> None:
    """A worker that waits for its provider, as a task of Celery does."""
    app.backend.client.incr(_ASKED)
    time.sleep(seconds)


def _end_level() -> None:
    """The callback of a chord."""


# Celery is not installed where the types are checked: an untyped decorator is no decorator there.
ask_provider = app.task(name="ask_provider")(_ask_provider)
end_level = app.task(name="end_level")(_end_level)


def canvas(levels: Sequence[Sequence[float]]) -> Any:
    """A level begins when the one before has ended: the canvas has no way to say that a task
    needs two others of different levels.

    A chain of chords, because a chain of bare groups runs some of their tasks several times
    (celery issues 5958 and 9020; still so in 5.7.0).
    """
    chords = (
        chord([ask_provider.si(seconds) for seconds in level], end_level.si()) for level in levels
    )
    return chain(*chords)


def measure(levels: Sequence[Sequence[float]]) -> float:
    app.backend.client.delete(_ASKED)
    began = time.monotonic()
    canvas(levels).apply_async().get(timeout=_PATIENCE_SECONDS)
    seconds = time.monotonic() - began
    asked, wanted = int(app.backend.client.get(_ASKED)), sum(len(level) for level in levels)
    if asked != wanted:
        raise SystemExit(f"Celery has run {asked} tasks instead of {wanted}.")
    return seconds


if __name__ == "__main__":
    graphs = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps([round(measure(levels), 3) for levels in graphs]), flush=True)  # noqa: T201
    # Celery's results unsubscribe when they are destroyed; at the interpreter's end that fails,
    # with a page of trace.
    os._exit(0)
