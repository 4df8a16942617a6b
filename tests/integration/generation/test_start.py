"""POST /generations: check, store, order."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.aws.table import Table
from shared.compute.contract.tasks import TaskSubmission
from shared.core.errors import Unavailable
from shared.core.events import Event
from shared.core.ids import new_id
from shared.generation.config import GenerationConfig
from shared.generation.event_listener import ComputeEventListener
from shared.generation.repository import GenerationRepository
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import die
from tests.scenes.generation_scene import (
    FakeCompute,
    Started,
    completed_event,
    finish,
    make_look,
    platform_with,
    progress_event,
    start,
    task_id_of,
)
from tests.scenes.responses import Response
from tests.scenes.shooting_scene import make_shot_type

Events = Callable[[Org], list[Event]]


def types(events: list[Event]) -> list[str]:
    return [e.type for e in events if e.type.startswith(("generation.", "shooting.start"))]


def try_start(client: TestClient, org: Org, body: dict[str, Any]) -> Response:
    answer: Response = client.post("/api/v1/generations", json=body, headers=org.headers)
    return answer


def listed(client: TestClient, org: Org, **params: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/generations", params=params, headers=org.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_generation_is_accepted_and_at_work(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, events: Events
) -> None:
    answer = try_start(client, acme, {**look.body(), "priority": "high-priority"})
    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/v1/generations/{body['id']}"
    assert (body["status"], body["shot_id"]) == ("processing", look.shot_id)
    assert body["workflow_id"] == str(task_id_of(body["id"]))
    assert body["progress"] == {"percent": 0, "nodes_done": 0, "nodes_total": 5}
    assert body["config"]["num_predictions"] == 2
    assert body["seed"] == 40
    (order,) = compute.orders
    assert str(order.generation_id) == order.correlation_id == body["id"]
    assert (order.priority, order.actor) == ("high-priority", acme.principal.actor)
    assert [node.params.get("seed") for node in order.tasks[1:3]] == [40, 41]
    assert order.tasks[0].params["source_key"].startswith("media/")
    assert types(events(acme)) == ["shooting.started", "generation.started"]


def test_second_generation_starts_shooting_no_more(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, events: Events
) -> None:
    start(client, acme, look)
    start(client, acme, look)
    assert types(events(acme)).count("shooting.started") == 1
    assert len(listed(client, acme, shot_id=look.shot_id)) == 2


def test_missing_seed_is_made_up_once(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org
) -> None:
    body = start(client, acme, look, seed=None)
    read = client.get(body["links"]["self"], headers=acme.headers).json()
    assert read["seed"] == body["seed"] == compute.orders[0].tasks[1].params["seed"]


def test_shot_type_outside_look_adds_shot(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org
) -> None:
    other = make_shot_type(client, acme, "packshot")
    answer = try_start(client, acme, {**look.body(), "shot_type_id": other})
    shot = client.get(answer.json()["links"]["shot"], headers=acme.headers).json()
    assert shot["shot_type_id"] == other
    assert shot["shooting_look_id"] == look.look_id


@pytest.mark.parametrize(
    ("field", "code"),
    [("shot_type_id", "shot_type_not_found"), ("shooting_look_id", "shooting_look_not_found")],
)
def test_unknown_and_foreign_ids_are_not_found(
    client: TestClient,
    compute: FakeCompute,
    look: Started,
    acme: Org,
    rival: Org,
    field: str,
    code: str,
) -> None:
    theirs = make_look(client, rival)
    foreign = {"shot_type_id": theirs.shot_type_id, "shooting_look_id": theirs.look_id}
    for wrong in (str(new_id()), foreign[field]):
        answer = try_start(client, acme, {**look.body(), field: wrong})
        assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert compute.orders == []


def test_product_without_image_is_refused(
    client: TestClient, compute: FakeCompute, acme: Org
) -> None:
    look = make_look(client, acme, image=False)
    answer = try_start(client, acme, look.body())
    assert (answer.status_code, answer.json()["code"]) == (422, "product_without_image")
    assert listed(client, acme) == []


def test_useless_option_is_refused_before_anything_is_written(
    client: TestClient, compute: FakeCompute, acme: Org
) -> None:
    look = make_look(client, acme, name="clip", category="video")
    answer = try_start(client, acme, look.body(recolor=["#aa0000"]))
    assert (answer.status_code, answer.json()["code"]) == (422, "option_not_available")
    assert listed(client, acme) == []


def test_dry_run_prices_and_writes_nothing(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, events: Events
) -> None:
    before = events(acme)
    answer = client.post(
        "/api/v1/generations", params={"dry_run": True}, json=look.body(), headers=acme.headers
    )
    assert answer.status_code == 200, answer.text
    start(client, acme, look)
    assert answer.json()["expected_microusd"] == 10_000 * len(compute.orders[0].tasks)
    assert compute.told("POST") == ["/tasks/estimate", "/tasks"]
    assert len(listed(client, acme)) == 1
    assert types(events(acme)[len(before) :]) == ["shooting.started", "generation.started"]


def test_spent_budget_is_reported_with_its_numbers(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, events: Events
) -> None:
    compute.failing = 409
    numbers = {"scope": "organization", "limit_microusd": 5, "needed_microusd": 9}
    compute.problem = {
        "code": "budget_exceeded",
        "detail": "No money.",
        "request_id": "computes",
        **numbers,
    }
    answer = try_start(client, acme, look.body())
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "budget_exceeded")
    assert numbers.items() <= problem.items()
    assert problem["request_id"] != "computes"
    (failed,) = listed(client, acme, status="failed")
    assert (failed["id"], failed["error_code"]) == (problem["generation_id"], "budget_exceeded")
    assert types(events(acme))[-1] == "generation.failed"


def test_unreachable_compute_fails_the_generation(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, events: Events
) -> None:
    compute.failing = 503
    answer = try_start(client, acme, look.body())
    assert (answer.status_code, answer.json()["code"]) == (503, "compute_unavailable")
    assert answer.headers["retry-after"]
    (failed,) = listed(client, acme, status="failed")
    assert failed["id"] == answer.json()["generation_id"]
    assert failed["error_code"] == "compute_unavailable"
    assert listed(client, acme, status="pending") == []
    assert types(events(acme)) == ["shooting.started", "generation.started", "generation.failed"]


def test_refused_graph_is_reported_to_caller(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org
) -> None:
    compute.failing = 422
    answer = try_start(client, acme, look.body())
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_params")
    (failed,) = listed(client, acme)
    assert failed["error_message"] == "generate_0: no such backdrop."


def test_lost_answer_of_busy_compute_is_no_failure(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    look: Started,
    acme: Org,
) -> None:
    def begin(order: TaskSubmission) -> None:
        listener.handle_event(progress_event(acme, str(order.generation_id), 20))

    compute.failing, compute.on_order = 504, begin
    body = start(client, acme, look)
    assert (body["status"], body["progress"]["percent"]) == ("processing", 20)


def test_images_of_abandoned_generation_are_kept(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    look: Started,
    acme: Org,
) -> None:
    compute.failing = 504
    generation_id = try_start(client, acme, look.body()).json()["generation_id"]
    compute.failing = None
    finish(compute, generation_id, b"one", b"two")
    listener.handle_event(completed_event(acme, generation_id))
    (body,) = listed(client, acme)
    assert (body["status"], body["prediction_count"]) == ("completed", 2)
    assert body["error_code"] is None


def test_order_is_repeated_after_death_before_submission(
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
    (pending,) = listed(client, acme, status="pending")
    (started,) = [event for event in events(acme) if event.type == "generation.started"]
    listener.handle_event(started)
    listener.handle_event(started)
    (order,) = compute.orders
    assert str(order.generation_id) == pending["id"]
    assert len(listed(client, acme, status="processing")) == 1


def test_refused_repeat_of_order_fails_the_generation(
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
    (started,) = [event for event in events(acme) if event.type == "generation.started"]
    compute.failing = 503
    with pytest.raises(Unavailable):
        listener.handle_event(started)
    assert len(listed(client, acme, status="pending")) == 1
    compute.failing = 422
    listener.handle_event(started)
    (failed,) = listed(client, acme)
    assert (failed["status"], failed["error_code"]) == ("failed", "invalid_params")


def test_end_before_submission_is_recorded_stands(
    client: TestClient,
    compute: FakeCompute,
    listener: ComputeEventListener,
    look: Started,
    acme: Org,
) -> None:
    def finish_at_once(order: TaskSubmission) -> None:
        finish(compute, str(order.generation_id), b"one")
        listener.handle_event(completed_event(acme, str(order.generation_id)))

    compute.on_order = finish_at_once
    body = start(client, acme, look)
    assert (body["status"], body["prediction_count"]) == ("completed", 1)
    assert body["workflow_id"] == str(task_id_of(body["id"]))


def test_lists_find_by_shot_status_and_both(
    client: TestClient, compute: FakeCompute, look: Started, acme: Org, platform_table: Table
) -> None:
    other = make_look(client, acme, name="packshot", category="packshot")
    first, second = start(client, acme, look), start(client, acme, other)
    compute.failing = 503
    try_start(client, acme, look.body())

    def ids(**params: str) -> list[str]:
        return [found["id"] for found in listed(client, acme, **params)]

    assert ids(status="processing") == [second["id"], first["id"]]
    assert ids(shot_id=look.shot_id, status="processing") == [first["id"]]
    assert len(ids(shot_id=look.shot_id)) == 2
    assert len(ids()) == 3
    stored = GenerationRepository(platform_table).list(acme.organization_id, limit=10, cursor=None)
    assert {str(generation.id) for generation in stored.items} == set(ids())
