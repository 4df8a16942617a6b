"""The laptop cloud that benches run on: a folder and ports of its own, fresh unless it runs."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local import aws, emulator
from local.config import ROOT, LocalCloud

_HOME = ".local-bench"
_PORTS = {"SARTIQ_EMULATOR_PORT": "4586", "SARTIQ_EDGE_PORT": "8086"}
KEEP = "SARTIQ_BENCH_KEEP"


class BenchCloud:
    """What a bench may do to its cloud from outside, as its operator."""

    def __init__(self) -> None:
        ours = {**_PORTS, "SARTIQ_HOME": _HOME}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **{name: os.environ.get(f"BENCH_{name}", value) for name, value in ours.items()},
        }
        self.local = LocalCloud.from_environment(self.environment)

    @property
    def is_running(self) -> bool:
        return emulator.is_healthy(self.local) and self.local.stack_file.exists()

    def command(self, name: str) -> None:
        ended = subprocess.run(
            [sys.executable, "-m", "local.cloud", name],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if ended.returncode:
            raise SystemExit(f"`local.cloud {name}` failed:\n{ended.stdout}{ended.stderr}")

    def client(self, service: str) -> Any:
        return aws.client(self.local, service)

    def outputs(self) -> dict[str, str]:
        stacks = json.loads((self.local.home / "outputs.json").read_text())
        return {name: value for values in stacks.values() for name, value in values.items()}


@contextmanager
def bench_cloud() -> Iterator[BenchCloud]:
    """Started afresh, or the one that runs, brought up to date; stopped unless it is to be kept."""
    cloud = BenchCloud()
    with _alone(cloud):
        if not cloud.is_running:
            cloud.command("reset")
        say("laptop cloud of the benches ...")
        cloud.command("up")
        try:
            yield cloud
        finally:
            if not os.environ.get(KEEP):
                cloud.command("down")


@contextmanager
def _alone(cloud: BenchCloud) -> Iterator[None]:
    """Two benches at once would measure each other, and the first to end would stop the cloud."""
    cloud.local.home.mkdir(parents=True, exist_ok=True)
    with (cloud.local.home / "bench.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Another bench runs on {cloud.local.home}. Wait for it, or use a cloud beside it: "
                "set BENCH_SARTIQ_HOME, BENCH_SARTIQ_EMULATOR_PORT and BENCH_SARTIQ_EDGE_PORT."
            ) from None
        yield


def say(text: str) -> None:
    """Progress, apart from the results on standard output."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201
