"""Events reach whom they concern, and nobody else."""

import json
from datetime import timedelta
from http import HTTPStatus

import pytest

from shared.aws.sockets import Sockets
from shared.core.clock import utc_now
from shared.core.errors import Unavailable
from shared.core.events import PLATFORM, Event, make_event
from shared.realtime.fan_out import FanOutService
from shared.realtime.repository import ConnectionRepository
from shared.realtime.service import ConnectionService
from tests.integration.route_cases import Org
from tests.scenes.fake_sockets import NO_ANSWER, FakeManagement


@pytest.fixture
def fan_out(connections: ConnectionRepository, sockets: Sockets) -> FanOutService:
    """A minute after everybody has connected."""
    return FanOutService(connections, sockets, lambda: utc_now() + timedelta(minutes=1))


def listen(connections: ConnectionRepository, org: Org, *connection_ids: str) -> None:
    service = ConnectionService(connections)
    for connection_id in connection_ids:
        service.open(service.issue_ticket(org.principal).ticket, connection_id)


def news(org: Org, type: str = "product.created", **data: object) -> Event:
    return make_event(
        type,
        source=PLATFORM,
        organization_id=org.organization_id,
        actor=org.principal.actor,
        data=data,
    )


def test_all_connections_of_organization_get_envelope(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
    rival: Org,
) -> None:
    listen(connections, acme, "a1", "a2")
    listen(connections, rival, "r1")
    event = news(acme, product_id="p")
    fan_out.push([event])
    assert management.posted == {"a1": [event.model_dump_json()], "a2": [event.model_dump_json()]}


def test_dead_connection_is_forgotten_others_served(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
) -> None:
    listen(connections, acme, "a1", "a2", "a3")
    management.failing["a1"] = HTTPStatus.GONE
    fan_out.push([news(acme), news(acme)])
    assert {name: len(got) for name, got in management.posted.items()} == {"a2": 2, "a3": 2}
    left = [c.connection_id for c in connections.of_organization(acme.organization_id)]
    assert left == ["a2", "a3"]
    assert connections.find("a1") is None


def test_connection_that_is_only_coming_is_kept(
    connections: ConnectionRepository, sockets: Sockets, management: FakeManagement, acme: Org
) -> None:
    """And it holds nobody up: it has missed nothing, for its client is not connected yet."""
    listen(connections, acme, "a1", "a2")
    management.failing["a1"] = HTTPStatus.GONE
    FanOutService(connections, sockets).push([news(acme)])
    assert {name: len(got) for name, got in management.posted.items()} == {"a2": 1}
    management.failing.clear()
    FanOutService(connections, sockets).push([news(acme)])
    assert {name: len(got) for name, got in management.posted.items()} == {"a1": 1, "a2": 2}


@pytest.mark.parametrize("status", [400, 403, 413, 429, 500, 503, NO_ANSWER])
def test_unreachable_connection_repeats_nothing_to_others(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
    rival: Org,
    status: int,
) -> None:
    listen(connections, acme, "a1", "a2")
    listen(connections, rival, "r1")
    management.failing |= {"a1": status, "r1": status}
    fan_out.push([news(acme), news(rival)])
    assert list(management.posted) == ["a2"]
    assert connections.find("a1") is not None


@pytest.mark.parametrize("status", [429, 500, 503, NO_ANSWER])
def test_batch_comes_back_when_service_fails_everybody(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
    status: int,
) -> None:
    listen(connections, acme, "a1", "a2", "dead")
    management.failing = {"a1": status, "a2": status, "dead": HTTPStatus.GONE}
    with pytest.raises(Unavailable, match="sockets_unreachable"):
        fan_out.push([news(acme)])
    assert connections.find("a1") is not None


@pytest.mark.parametrize("status", [400, 403, 413])
def test_connection_with_fault_of_its_own_is_skipped(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
    status: int,
) -> None:
    """Trying again would end the same, so the queue would only fill up behind it."""
    listen(connections, acme, "a1")
    management.failing["a1"] = status
    fan_out.push([news(acme)])
    assert management.posted == {}
    assert connections.find("a1") is not None


def test_batch_half_delivered_is_not_repeated(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
) -> None:
    listen(connections, acme, "a1")
    management.lasting["a1"] = 1
    fan_out.push([news(acme), news(acme)])
    assert len(management.posted["a1"]) == 1


def test_progress_is_coalesced_over_the_batch(
    fan_out: FanOutService,
    connections: ConnectionRepository,
    management: FakeManagement,
    acme: Org,
) -> None:
    listen(connections, acme, "a1")
    steps = [news(acme, "task.progress", generation_id="g", percent=p) for p in (10, 20, 30)]
    fan_out.push(steps)
    (message,) = management.posted["a1"]
    assert json.loads(message)["data"]["percent"] == 30
