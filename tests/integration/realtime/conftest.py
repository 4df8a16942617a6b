"""A socket API that remembers what was posted, and whose connections can die."""

import pytest

from shared.aws.sockets import Sockets
from shared.aws.table import Table
from shared.realtime.repository import ConnectionRepository
from tests.scenes.fake_sockets import FakeManagement


@pytest.fixture
def management() -> FakeManagement:
    return FakeManagement()


@pytest.fixture
def sockets(management: FakeManagement) -> Sockets:
    return Sockets("http://sockets.test", management)


@pytest.fixture
def connections(connections_table: Table) -> ConnectionRepository:
    return ConnectionRepository(connections_table)
