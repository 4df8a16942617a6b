"""A laptop cloud of the tests' own: its folder, its ports, started once and ended at the end."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from local import aws, deployment
from local.config import ROOT, LocalCloud
from tests.e2e.brand import Brand
from tests.e2e.orders import Customer, Photos, publish
from tests.e2e.simulated_providers import Providers

HOME = ".local-e2e"
# "{folder}:{emulator port}:{edge port}" of a cloud that is to be used, and left running: for
# those who work on these tests, since a cold one takes minutes.
KEPT_CLOUD = "SARTIQ_E2E_CLOUD"


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

    def __init__(self, home: str = HOME, *ports: int) -> None:
        emulator_port, edge_port = ports or (free_port(), free_port())
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "SARTIQ_HOME": home,
            "SARTIQ_EMULATOR_PORT": str(emulator_port),
            "SARTIQ_EDGE_PORT": str(edge_port),
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

    def outputs(self) -> dict[str, str]:
        """Of all stacks, under their own names."""
        return deployment.outputs(self.local)

    def client(self, service: str) -> Any:
        """An operator's client."""
        return aws.client(self.local, service)


@contextmanager
def running_cloud(home: str = HOME) -> Iterator[RunningCloud]:
    """A new one in `home`, or the one that `SARTIQ_E2E_CLOUD` names."""
    kept = os.environ.get(KEPT_CLOUD, "").split(":")
    if len(kept) == 3:
        yield RunningCloud(kept[0], int(kept[1]), int(kept[2]))
        return
    shutil.rmtree(ROOT / home, ignore_errors=True)
    running = RunningCloud(home)
    started = running.command("up")
    assert started.returncode == 0, f"{started.stdout}\n{started.stderr}"
    try:
        yield running
    finally:
        stopped = running.command("down")
    assert stopped.returncode == 0, stopped.stderr


@pytest.fixture(scope="session")
def cloud() -> Iterator[RunningCloud]:
    with running_cloud() as running:
        yield running


@pytest.fixture(scope="session")
def providers() -> Iterator[Providers]:
    """The providers, as faulty as the tests make them."""
    with Providers(free_port()) as simulated:
        yield simulated


@pytest.fixture(scope="session")
def spare_providers() -> Iterator[Providers]:
    """The same ones elsewhere, with no faults: those who are asked second."""
    with Providers(free_port()) as simulated:
        yield simulated


@pytest.fixture(scope="session")
def photos(cloud: RunningCloud) -> Photos:
    return publish(cloud)


@pytest.fixture
def customers(cloud: RunningCloud) -> Iterator[Callable[..., Customer]]:
    """Makes organizations with accounts: `customers(fal=providers, openai=spare_providers)`."""
    with ExitStack() as stack:
        yield lambda **accounts: stack.enter_context(Customer(cloud, accounts))


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
