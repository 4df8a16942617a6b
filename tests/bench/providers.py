"""The provider simulator in a process of its own, so that it takes no time from the bench."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from local.config import ROOT
from tests.bench.ports import free_port

Json = dict[str, Any]


class Providers:
    """Its control routes."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def connections(self) -> dict[str, dict[str, str]]:
        return dict(self._http.get("/connections").json())

    def latency(self, provider: str, seconds: float) -> None:
        self._post("/latency", {"provider": provider, "seconds": seconds})

    def plant(self, **fault: Any) -> None:
        self._post("/faults", fault)

    def orders(self) -> list[Json]:
        return list(self._http.get("/jobs").json()["jobs"])

    def struck(self) -> list[Json]:
        """The faults that have spoiled a request, with the moment (`at`)."""
        return list(self._http.get("/faults").json()["triggered"])

    def reset(self) -> None:
        self._post("/reset", {})

    def _post(self, path: str, body: Json) -> None:
        self._http.post(path, json=body).raise_for_status()


@contextmanager
def providers() -> Iterator[Providers]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.simulator", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/_control", timeout=30) as http:
            _wait_until_it_answers(http)
            yield Providers(http)
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_it_answers(http: httpx.Client) -> None:
    for _ in range(100):
        try:
            http.get("/jobs")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The provider simulator does not start.")
