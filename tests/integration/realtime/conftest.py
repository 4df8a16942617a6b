"""A socket API that remembers what was posted, and whose connections can die."""

from collections import defaultdict

import pytest
from botocore.exceptions import ClientError

from shared.aws.sockets import Sockets
from shared.aws.table import Table
from shared.realtime.repository import ConnectionRepository


class FakeManagement:
    """Stands in for boto3's apigatewaymanagementapi client."""

    def __init__(self) -> None:
        self.posted: dict[str, list[str]] = defaultdict(list)
        self.failing: dict[str, str] = {}

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> None:  # noqa: N803
        if code := self.failing.get(ConnectionId):
            raise ClientError({"Error": {"Code": code}}, "PostToConnection")
        self.posted[ConnectionId].append(Data.decode())


@pytest.fixture
def management() -> FakeManagement:
    return FakeManagement()


@pytest.fixture
def sockets(management: FakeManagement) -> Sockets:
    return Sockets("http://sockets.test", management)


@pytest.fixture
def connections(connections_table: Table) -> ConnectionRepository:
    return ConnectionRepository(connections_table)
