"""The provider simulator beside a laptop cloud: a process of its own, steered over HTTP."""

import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

import httpx

from local.config import ROOT

Json = dict[str, Any]

_START_SECONDS = 30.0


class Providers:
    """Every vendor on one port. The vendors read the pictures that they are given."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = [sys.executable, "-m", "tests.simulator", "--port", str(port)]
        self._process: subprocess.Popen[bytes] | None = None
        self._http = httpx.Client(base_url=f"{self.url}/_control", timeout=30)
        self.connections: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([*self._command, "--read-inputs"], cwd=ROOT)
        deadline = time.monotonic() + _START_SECONDS
        while not self.connections:
            assert self._process.poll() is None, "the simulator has ended"
            assert time.monotonic() < deadline, "the simulator does not answer"
            try:
                self.connections = self._http.get("/connections").json()
            except httpx.TransportError:
                time.sleep(0.1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def orders(self, provider: str = "", words: str = "") -> list[Json]:
        """What was accepted, and so billed; `words` are in the order's inputs."""
        asked = {"provider": provider} if provider else {}
        found = self._http.get("/jobs", params=asked).raise_for_status().json()["jobs"]
        return [order for order in found if words in str(order["inputs"])]

    def plant(self, *faults: Json) -> None:
        """With the fields of `Fault` (tests/simulator/faults.py)."""
        self._http.post("/faults", json=list(faults)).raise_for_status()

    def slow_down(self, provider: str, seconds: float) -> None:
        """How long this provider works from now on."""
        given = {"provider": provider, "seconds": seconds}
        self._http.post("/latency", json=given).raise_for_status()

    def reset(self) -> None:
        self._http.post("/reset").raise_for_status()
