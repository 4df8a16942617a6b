"""The function of the queue: records are handled one by one, failures reported by id."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.generation import handle_task_event
from shared.core.events import Event
from shared.generation.event_listener import ComputeEventListener
from tests.integration.route_cases import Org
from tests.scenes.generation_scene import (
    FakeCompute,
    Started,
    completed_event,
    finish,
    progress_event,
    start,
)


def queued(message_id: str, event: Event) -> dict[str, str]:
    body = {"detail-type": event.type, "detail": event.model_dump(mode="json")}
    return {"messageId": message_id, "body": json.dumps(body)}


@pytest.fixture
def generation(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org
) -> dict[str, Any]:
    return start(client, acme, look)


def test_batch_out_of_order_ends_completed(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handle_task_event, "get_event_listener", lambda: listener)
    finish(compute, generation["id"], b"one", b"two")
    records = [
        queued("1", completed_event(acme, generation["id"])),
        {"messageId": "2", "body": "{}"},
        queued("3", progress_event(acme, generation["id"], 40)),
        queued("4", completed_event(acme, generation["id"])),
    ]
    answer = handle_task_event.handler({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    body = client.get(generation["links"]["self"], headers=acme.headers).json()
    assert (body["status"], body["prediction_count"]) == ("completed", 2)


def test_function_is_put_together_from_its_environment(aws: None) -> None:
    assert handle_task_event.get_event_listener() is handle_task_event.get_event_listener()
