"""A Compute service in memory for the app and the listener."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.generation.event_listener import ComputeEventListener
from tests.integration.route_cases import Org
from tests.scenes.generation_scene import (
    FakeCompute,
    Started,
    make_look,
    platform_with,
    start,
    use_compute,
)


@pytest.fixture
def compute(client: TestClient) -> FakeCompute:
    fake = FakeCompute()
    use_compute(client, fake)
    return fake


@pytest.fixture
def listener(compute: FakeCompute) -> ComputeEventListener:
    return platform_with(compute).generation.event_listener


@pytest.fixture
def look(client: TestClient, acme: Org) -> Started:
    return make_look(client, acme)


@pytest.fixture
def generation(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org
) -> dict[str, Any]:
    return start(client, acme, look)
