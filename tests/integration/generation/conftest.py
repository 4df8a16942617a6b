"""A Compute service in memory that the app and the listener talk to."""

import pytest
from fastapi.testclient import TestClient

from shared.generation.event_listener import ComputeEventListener
from tests.integration.generation.generation_scene import (
    FakeCompute,
    Started,
    make_listener,
    make_look,
    use_compute,
)
from tests.integration.route_cases import Org


@pytest.fixture
def compute(client: TestClient) -> FakeCompute:
    fake = FakeCompute()
    use_compute(client, fake)
    return fake


@pytest.fixture
def listener(compute: FakeCompute) -> ComputeEventListener:
    return make_listener(compute)


@pytest.fixture
def look(client: TestClient, acme: Org) -> Started:
    return make_look(client, acme)
