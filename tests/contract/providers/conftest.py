"""One simulator for each module, which is reset before each test."""

from collections.abc import Iterator

import pytest

from tests.scenes.adapter_run import Listener, listening
from tests.simulator.server import SimulatorServer


@pytest.fixture(scope="module")
def running_simulator() -> Iterator[SimulatorServer]:
    with SimulatorServer() as server:
        yield server


@pytest.fixture
def simulator(running_simulator: SimulatorServer) -> SimulatorServer:
    running_simulator.state.reset()
    return running_simulator


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener
