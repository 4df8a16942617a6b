"""The three realtime functions, called as Lambda calls them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.realtime import handle_socket, publish_outbox, push_events
from shared.aws.attributes import to_attributes
from shared.aws.bus import Bus
from shared.aws.outbox import event_item
from shared.aws.sockets import Sockets
from shared.core.errors import Unavailable
from shared.core.events import PLATFORM, Event, make_event
from shared.realtime.repository import ConnectionRepository
from shared.realtime.service import ConnectionService
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.fake_sockets import FakeManagement


class FakeEvents:
    """Stands in for boto3's events client."""

    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []
        self.refusing = False

    def put_events(self, *, Entries: list[dict[str, str]]) -> dict[str, int]:  # noqa: N803
        self.entries += Entries
        return {"FailedEntryCount": int(self.refusing)}


@pytest.fixture
def bus(aws: None) -> FakeEvents:
    fake = FakeEvents()
    get_platform().realtime.bus = Bus("sartiq", fake)
    return fake


@pytest.fixture
def posted(aws: None, management: FakeManagement, sockets: Sockets) -> FakeManagement:
    get_platform().realtime.sockets = sockets
    return management


@pytest.fixture
def happened(acme: Org) -> Callable[[], Event]:
    return lambda: make_event(
        "product.created",
        source=PLATFORM,
        organization_id=acme.organization_id,
        actor=acme.principal.actor,
        data={"product_id": "p"},
    )


def stream_record(name: str, item: dict[str, Any]) -> dict[str, Any]:
    image = "OldImage" if name == "REMOVE" else "NewImage"
    return {"eventName": name, "dynamodb": {image: to_attributes(item)}}


def queue_record(message_id: str, body: object) -> dict[str, str]:
    text = body if isinstance(body, str) else json.dumps(body)
    return {"messageId": message_id, "body": text}


def bus_event(event: Event) -> dict[str, Any]:
    return {"detail-type": event.type, "detail": event.model_dump(mode="json")}


def socket_call(route: str, connection_id: str = "c1", **event: Any) -> dict[str, int]:
    context = {"routeKey": route, "connectionId": connection_id}
    return handle_socket.handler({"requestContext": context, **event}, None)


def test_outbox_item_becomes_bus_event(bus: FakeEvents, happened: Callable[[], Event]) -> None:
    event = happened()
    publish_outbox.handler({"Records": [stream_record("INSERT", event_item(event))]}, None)
    (entry,) = bus.entries
    assert (entry["Source"], entry["DetailType"]) == (PLATFORM, "product.created")
    assert Event.model_validate_json(entry["Detail"]) == event


def test_other_stream_records_are_passed_over(
    bus: FakeEvents, happened: Callable[[], Event]
) -> None:
    outbox = event_item(happened())
    product = {**outbox, "kind": "PRODUCT"}
    records = [
        stream_record("MODIFY", outbox),
        stream_record("REMOVE", outbox),
        stream_record("INSERT", product),
    ]
    publish_outbox.handler({"Records": records}, None)
    assert bus.entries == []


def test_refused_event_brings_batch_back(bus: FakeEvents, happened: Callable[[], Event]) -> None:
    bus.refusing = True
    with pytest.raises(Unavailable):
        publish_outbox.handler({"Records": [stream_record("INSERT", event_item(happened()))]}, None)


def test_bus_event_reaches_socket(
    posted: FakeManagement,
    connections: ConnectionRepository,
    happened: Callable[[], Event],
    acme: Org,
) -> None:
    service = ConnectionService(connections)
    socket_call(
        "$connect",
        queryStringParameters={"ticket": service.issue_ticket(acme.principal).ticket},
    )
    event = happened()
    answer = push_events.handler({"Records": [queue_record("m1", bus_event(event))]}, None)
    assert answer == {"batchItemFailures": []}
    assert posted.posted["c1"] == [event.model_dump_json()]


def test_unreadable_record_fails_alone(
    posted: FakeManagement, happened: Callable[[], Event]
) -> None:
    records = [queue_record("bad", "{"), queue_record("good", bus_event(happened()))]
    answer = push_events.handler({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}


def test_connect_without_good_ticket_is_refused(
    posted: FakeManagement, connections: ConnectionRepository
) -> None:
    assert socket_call("$connect") == {"statusCode": 401}
    assert socket_call("$connect", queryStringParameters={"ticket": "x"}) == {"statusCode": 401}
    assert connections.find("c1") is None


def test_disconnect_forgets_the_connection(
    posted: FakeManagement, connections: ConnectionRepository, acme: Org
) -> None:
    ticket = ConnectionService(connections).issue_ticket(acme.principal).ticket
    assert socket_call("$connect", queryStringParameters={"ticket": ticket}) == {"statusCode": 200}
    assert socket_call("$disconnect") == {"statusCode": 200}
    assert connections.find("c1") is None


def test_ping_gets_pong(posted: FakeManagement) -> None:
    assert socket_call("$default", body='{"action":"ping"}') == {"statusCode": 200}
    assert posted.posted["c1"] == ['{"type":"pong"}']
