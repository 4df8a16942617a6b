"""Nodes, cancellation and retry of generations."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.compute.contract.tasks import TaskSubmission
from shared.core.events import Event
from shared.core.ids import new_id
from shared.generation.config import GenerationConfig
from shared.generation.event_listener import ComputeEventListener
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute, die, task_id_of
from tests.scenes.generation_scene import (
    Started,
    completed_event,
    failed_event,
    finish,
    make_look,
    platform_with,
    progress_event,
    start,
)
from tests.scenes.responses import Response

Events = Callable[[Org], list[Event]]


def read(client: TestClient, org: Org, generation_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/generations/{generation_id}", headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def press(client: TestClient, org: Org, generation_id: str, verb: str) -> Response:
    path = f"/api/v1/generations/{generation_id}/{verb}"
    answer: Response = client.post(path, headers=org.headers)
    return answer


def ids(client: TestClient, org: Org) -> list[str]:
    answer = client.get("/api/v1/generations", headers=org.headers)
    return [item["id"] for item in answer.json()["items"]]


def cancelled_event(org: Org, generation_id: str) -> Event:
    return failed_event(org, generation_id, "cancelled")


def told(events: list[Event], type: str) -> list[Event]:
    return [event for event in events if event.type == type]


def test_cancel_asks_compute_and_its_event_ends_it(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
    events: Events,
) -> None:
    answer = press(client, acme, generation["id"], "cancel")
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
    assert compute.told("POST")[-1] == f"/tasks/{task_id_of(generation['id'])}/cancel"
    listener.handle_event(cancelled_event(acme, generation["id"]))
    listener.handle_event(cancelled_event(acme, generation["id"]))
    body = read(client, acme, generation["id"])
    assert (body["status"], body["error_code"]) == ("cancelled", "cancelled")
    assert body["links"].keys() & {"cancel", "retry"} == {"retry"}
    assert len(told(events(acme), "generation.cancelled")) == 1
    assert told(events(acme), "generation.failed") == []


def test_late_events_leave_cancelled_as_it_is(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    listener.handle_event(cancelled_event(acme, generation["id"]))
    before = read(client, acme, generation["id"])
    finish(compute, generation["id"], b"one")
    listener.handle_event(progress_event(acme, generation["id"], 80))
    listener.handle_event(failed_event(acme, generation["id"]))
    listener.handle_event(completed_event(acme, generation["id"]))
    assert read(client, acme, generation["id"]) == before


def test_cancelling_twice_is_no_error(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    listener.handle_event(cancelled_event(acme, generation["id"]))
    answer = press(client, acme, generation["id"], "cancel")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")


def test_ended_generation_cannot_be_cancelled(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    finish(compute, generation["id"], b"one")
    listener.handle_event(completed_event(acme, generation["id"]))
    answer = press(client, acme, generation["id"], "cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "generation_ended")
    assert "cancel" not in read(client, acme, generation["id"])["links"]


def test_task_that_compute_has_lost_is_cancelled_here(
    client: TestClient, compute: FakeCompute, generation: dict[str, Any], acme: Org
) -> None:
    compute.orders.clear()
    answer = press(client, acme, generation["id"], "cancel")
    assert answer.json()["status"] == "cancelled"


def test_order_on_its_way_is_withdrawn(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, events: Events
) -> None:
    """Cancelled before the answer of Compute is recorded: the task is cancelled as well."""

    def cancel(order: TaskSubmission) -> None:
        assert press(client, acme, str(order.generation_id), "cancel").status_code == 202

    compute.on_order = cancel
    body = start(client, acme, look)
    assert body["status"] == "cancelled"
    assert compute.told("POST") == ["/tasks", f"/tasks/{task_id_of(body['id'])}/cancel"]
    assert len(told(events(acme), "generation.cancelled")) == 1


def test_withdrawn_order_is_not_sent_again(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    look: Started,
    acme: Org,
    events: Events,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FakeCompute, "_answer", die)
        with pytest.raises(SystemExit):
            platform_with(compute).generation.workflow.start_generation(
                UUID(look.look_id), UUID(look.shot_type_id), GenerationConfig(), acme.principal
            )
    (generation_id,) = ids(client, acme)
    press(client, acme, generation_id, "cancel")
    (started,) = told(events(acme), "generation.started")
    listener.handle_event(started)
    assert compute.orders == []
    assert read(client, acme, generation_id)["status"] == "cancelled"


def test_many_are_cancelled_by_shooting(
    client: TestClient, compute: FakeCompute, generation: dict[str, Any], look: Started, acme: Org
) -> None:
    body = {"scope": "waiting", "shooting_id": look.shooting_id}
    answer = client.post("/api/v1/generations/cancel", json=body, headers=acme.headers)
    assert answer.status_code == 202, answer.text
    assert answer.json()["generation_ids"] == [generation["id"]]
    foreign = client.post(
        "/api/v1/generations/cancel",
        json={"scope": "all", "shooting_id": str(new_id())},
        headers=acme.headers,
    )
    assert foreign.json()["code"] == "shooting_not_found"


def test_retry_repeats_the_order_word_for_word(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    look: Started,
    acme: Org,
    events: Events,
) -> None:
    listener.handle_event(failed_event(acme, generation["id"]))
    answer = press(client, acme, generation["id"], "retry")
    body = answer.json()
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == body["links"]["self"]
    assert body["id"] != generation["id"] == body["retry_of"]
    assert (body["seed"], body["config"]) == (generation["seed"], generation["config"])
    assert (body["status"], body["progress"]["percent"]) == ("processing", 0)
    first, second = compute.orders
    assert str(second.generation_id) == body["id"] == second.correlation_id
    assert second.tasks == first.tasks
    assert told(events(acme), "generation.started")[-1].data["retry_of"] == generation["id"]
    finish(compute, body["id"], b"one")
    listener.handle_event(completed_event(acme, body["id"]))
    assert read(client, acme, body["id"])["status"] == "completed"


def test_retry_pressed_twice_is_one_repetition(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    listener.handle_event(cancelled_event(acme, generation["id"]))
    first = press(client, acme, generation["id"], "retry").json()["id"]
    assert press(client, acme, generation["id"], "retry").json()["id"] == first
    assert len(compute.orders) == 2
    listener.handle_event(failed_event(acme, first))
    third = press(client, acme, generation["id"], "retry").json()
    assert third["retry_of"] == first
    assert len(ids(client, acme)) == 3


def test_two_retries_at_once_are_one(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    listener.handle_event(failed_event(acme, generation["id"]))
    control = platform_with(compute).generation.control
    rival_id: list[str] = []

    def meanwhile() -> Any:
        if not rival_id:
            rival_id.append("")
            rival_id[0] = press(client, acme, generation["id"], "retry").json()["id"]
        return new_id()

    control._make_id = meanwhile
    found = control.retry(UUID(generation["id"]), acme.principal)
    assert str(found.id) == rival_id[0]
    assert len(ids(client, acme)) == 2


def test_only_what_failed_is_repeated(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    open_one = press(client, acme, generation["id"], "retry")
    assert (open_one.status_code, open_one.json()["code"]) == (409, "generation_not_ended")
    finish(compute, generation["id"], b"one")
    listener.handle_event(completed_event(acme, generation["id"]))
    done = press(client, acme, generation["id"], "retry")
    assert (done.status_code, done.json()["code"]) == (409, "generation_completed")
    assert len(compute.orders) == 1


def test_nodes_are_those_of_the_task(
    client: TestClient, compute: FakeCompute, generation: dict[str, Any], acme: Org
) -> None:
    answer = client.get(generation["links"]["nodes"], headers=acme.headers)
    assert answer.status_code == 200, answer.text
    nodes = answer.json()["nodes"]
    assert [node["id"] for node in nodes] == [node.id for node in compute.orders[0].tasks]
    assert (nodes[0]["status"], nodes[0]["attempts"]) == ("succeeded", 1)
    assert answer.json()["cost_microusd"] == 1200


def test_nodes_of_lost_task_are_none(
    client: TestClient, compute: FakeCompute, generation: dict[str, Any], acme: Org
) -> None:
    compute.orders.clear()
    answer = client.get(generation["links"]["nodes"], headers=acme.headers)
    assert (answer.status_code, answer.json()["nodes"]) == (200, [])


def test_cost_of_task_is_shown(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    generation: dict[str, Any],
    acme: Org,
) -> None:
    finish(compute, generation["id"], b"one")
    task_id = str(task_id_of(generation["id"]))
    compute.results[task_id] = compute.results[task_id].model_copy(update={"cost_microusd": 77})
    listener.handle_event(completed_event(acme, generation["id"]))
    assert read(client, acme, generation["id"])["cost_microusd"] == 77


def test_retry_in_archived_shooting_is_refused(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    acme: Org,
) -> None:
    look = make_look(client, acme)
    generation = start(client, acme, look)
    listener.handle_event(failed_event(acme, generation["id"]))
    path = f"/api/v1/shootings/{look.shooting_id}"
    assert client.patch(path, json={"status": "archived"}, headers=acme.headers).status_code == 200
    assert press(client, acme, generation["id"], "retry").status_code == 409
    assert ids(client, acme) == [generation["id"]]
