"""The peer's side, for the environment that has Celery: its task, its canvas, its clock.

`python -m tests.bench.celery_app graphs.json` carries out each graph of the file and prints a
list of seconds. A graph is `[[seconds, ...], ...]`: its levels, as Celery's canvas can say them.
Nothing of this project is imported.
"""

import json
import os
import sys
import time
from pathlib import Path

from celery import Celery, chain, group

_REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/0")
_PATIENCE_SECONDS = 1200

app = Celery("bench", broker=_REDIS, backend=_REDIS)
app.conf.update(worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)


@app.task(name="ask_provider")
def ask_provider(seconds: float) -> float:
    """A worker that waits for its provider, as a task of Celery does."""
    time.sleep(seconds)
    return seconds


def canvas(levels):
    """A chain of groups: Celery makes chords of it, so that a level begins when the one before
    has ended. There is no way to say that a task needs two others of different levels."""
    return chain(*(group(ask_provider.si(seconds) for seconds in level) for level in levels))


def measure(levels) -> float:
    began = time.monotonic()
    result = canvas(levels).apply_async()
    result.get(timeout=_PATIENCE_SECONDS)
    seconds = time.monotonic() - began
    result.forget()
    return seconds


if __name__ == "__main__":
    graphs = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps([round(measure(levels), 3) for levels in graphs]))  # noqa: T201
