"""A laptop cloud of the tests' own: its folder, its ports, started once and ended at the end."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local import aws
from local.config import ROOT, LocalCloud
from tests.e2e.brand import Brand

HOME = ".local-e2e"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(600))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningCloud:
    """What a test may do to the cloud from outside."""

    def __init__(self) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "SARTIQ_HOME": HOME,
            "SARTIQ_EMULATOR_PORT": str(free_port()),
            "SARTIQ_EDGE_PORT": str(free_port()),
        }
        self.local = LocalCloud.from_environment(self.environment)

    def command(self, name: str) -> "subprocess.CompletedProcess[str]":
        return self.python("local.cloud", name)

    def python(self, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a module of this repository against this cloud."""
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**self.environment, "SARTIQ_STACK_FILE": str(self.local.stack_file)},
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )

    def stack(self) -> dict[str, Any]:
        return dict(json.loads(self.local.stack_file.read_text()))

    def client(self, service: str) -> Any:
        """An operator's client."""
        return aws.client(self.local, service)


@pytest.fixture(scope="session")
def cloud() -> Iterator[RunningCloud]:
    shutil.rmtree(ROOT / HOME, ignore_errors=True)
    running = RunningCloud()
    started = running.command("up")
    assert started.returncode == 0, f"{started.stdout}\n{started.stderr}"
    yield running
    stopped = running.command("down")
    assert stopped.returncode == 0, stopped.stderr


@pytest.fixture(scope="session")
def brand(cloud: RunningCloud) -> Iterator[Brand]:
    """An organization of its own, so that tests do not meet."""
    with Brand.register(cloud.stack()["api_url"]) as registered:
        yield registered


@pytest.fixture(scope="session")
def photo() -> bytes:
    """One drawn product photograph."""
    from local.sample_photos import draw_product_photos

    folder = Path(ROOT / HOME / "photos")
    folder.mkdir(parents=True, exist_ok=True)
    return draw_product_photos(folder)[0].read_bytes()
