"""Tickets and connections on the real table."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.aws import keys
from shared.aws.table import Table
from shared.core.errors import Unauthenticated
from shared.realtime.repository import ConnectionRepository
from shared.realtime.service import ConnectionService
from shared.realtime.tickets import digest_of
from tests.integration.route_cases import Org


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2024, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def service(connections: ConnectionRepository, watch: Watch) -> ConnectionService:
    return ConnectionService(connections, watch)


def test_ticket_opens_one_connection(
    service: ConnectionService, connections: ConnectionRepository, acme: Org
) -> None:
    ticket = service.issue_ticket(acme.principal)
    opened = service.open(ticket.ticket, "c1")
    assert ticket.expires_in == 60
    assert opened.user_id == acme.user_id
    assert list(connections.of_organization(acme.organization_id)) == [opened]
    assert connections.find("c1") == opened


def test_second_use_is_refused(service: ConnectionService, acme: Org) -> None:
    ticket = service.issue_ticket(acme.principal).ticket
    service.open(ticket, "c1")
    with pytest.raises(Unauthenticated, match="ticket_invalid"):
        service.open(ticket, "c2")


def test_old_ticket_is_refused_before_ttl_removes_it(
    service: ConnectionService, watch: Watch, connections: ConnectionRepository, acme: Org
) -> None:
    ticket = service.issue_ticket(acme.principal).ticket
    watch.now += timedelta(seconds=60)
    with pytest.raises(Unauthenticated, match="ticket_invalid"):
        service.open(ticket, "c1")
    assert connections.find("c1") is None


def test_unknown_ticket_is_refused(service: ConnectionService) -> None:
    with pytest.raises(Unauthenticated, match="ticket_invalid"):
        service.open("", "c1")


def test_table_never_sees_the_secret(
    service: ConnectionService, connections_table: Table, acme: Org
) -> None:
    secret = service.issue_ticket(acme.principal).ticket
    item = connections_table.get(keys.ticket(digest_of(secret)))
    assert item is not None
    assert secret not in str(item)


def test_items_outlive_the_gateways_two_hours(
    service: ConnectionService, connections_table: Table, watch: Watch, acme: Org
) -> None:
    service.open(service.issue_ticket(acme.principal).ticket, "c1")
    for key in (keys.connected("c1"), keys.connection(acme.organization_id, "c1")):
        item = connections_table.get(key)
        assert item is not None
        assert item["expires_at"] == int(watch.now.timestamp()) + 130 * 60


def test_closing_forgets_connection_even_twice(
    service: ConnectionService, connections: ConnectionRepository, acme: Org
) -> None:
    service.open(service.issue_ticket(acme.principal).ticket, "c1")
    service.close("c1")
    service.close("c1")
    assert connections.find("c1") is None
    assert list(connections.of_organization(acme.organization_id)) == []
