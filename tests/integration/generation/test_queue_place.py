"""The place in a provider's queue: shown while it is current, and never lowers the progress."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.core.clock import utc_now
from shared.core.events import Event
from shared.generation.event_listener import ComputeEventListener
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import (
    Started,
    completed_event,
    failed_event,
    finish,
    progress_event,
    start,
)

START = utc_now()


@pytest.fixture
def generation(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org
) -> dict[str, Any]:
    return start(client, acme, look)


def waiting(
    org: Org, generation_id: str, position: int, *, percent: int = 20, second: int = 0
) -> Event:
    event = progress_event(
        org,
        generation_id,
        percent,
        node_id="generate_0",
        node_type="generate",
        node_status="waiting_provider",
        provider="fal",
        queue={"position": position, "estimated_start_at": "2026-01-01T10:00:00Z"},
    )
    return event.model_copy(update={"occurred_at": START + timedelta(seconds=second)})


def moved_on(org: Org, generation_id: str, percent: int, second: int) -> Event:
    event = progress_event(org, generation_id, percent)
    return event.model_copy(update={"occurred_at": START + timedelta(seconds=second)})


def read(client: TestClient, org: Org, generation: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(generation["links"]["self"], headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_place_is_shown_and_cleared(
    client: TestClient, listener: ComputeEventListener, generation: dict[str, Any], acme: Org
) -> None:
    assert generation["queue"] is None
    listener.handle_event(moved_on(acme, generation["id"], 20, 0))
    listener.handle_event(waiting(acme, generation["id"], 7, second=1))
    body = read(client, acme, generation)
    assert body["queue"] == {"position": 7, "estimated_start_at": "2026-01-01T10:00:00Z"}
    assert body["progress"]["percent"] == 20
    listener.handle_event(waiting(acme, generation["id"], 3, second=2))
    assert read(client, acme, generation)["queue"]["position"] == 3
    listener.handle_event(moved_on(acme, generation["id"], 40, 3))
    body = read(client, acme, generation)
    assert (body["queue"], body["progress"]["percent"]) == (None, 40)


def test_waiting_at_once_is_shown(
    client: TestClient, listener: ComputeEventListener, generation: dict[str, Any], acme: Org
) -> None:
    listener.handle_event(waiting(acme, generation["id"], 2, percent=0))
    body = read(client, acme, generation)
    assert (body["queue"]["position"], body["status"]) == (2, "processing")


def test_older_place_does_not_come_back(
    client: TestClient, listener: ComputeEventListener, generation: dict[str, Any], acme: Org
) -> None:
    listener.handle_event(waiting(acme, generation["id"], 3, second=2))
    listener.handle_event(waiting(acme, generation["id"], 7, second=1))
    assert read(client, acme, generation)["queue"]["position"] == 3
    listener.handle_event(moved_on(acme, generation["id"], 40, 3))
    listener.handle_event(waiting(acme, generation["id"], 3, second=2))
    listener.handle_event(waiting(acme, generation["id"], 3, percent=40, second=2))
    body = read(client, acme, generation)
    assert (body["queue"], body["progress"]["percent"]) == (None, 40)


@pytest.mark.parametrize("end", ["completed", "failed"])
def test_end_clears_place_for_good(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
    end: str,
) -> None:
    listener.handle_event(moved_on(acme, generation["id"], 20, 0))
    listener.handle_event(waiting(acme, generation["id"], 3, second=1))
    finish(compute, generation["id"], b"one")
    ends = {"completed": completed_event, "failed": failed_event}
    listener.handle_event(ends[end](acme, generation["id"]))
    listener.handle_event(waiting(acme, generation["id"], 1, percent=100, second=9))
    body = read(client, acme, generation)
    assert (body["queue"], body["status"]) == (None, end)
