"""Captions: ordered, written by a model, edited by a person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from shared.captions.schemas import CaptionCreate
from shared.captions.service import CAPTION_REQUESTED
from shared.compute.contract.tasks import TaskSubmission
from shared.core.errors import Unavailable
from shared.core.events import Event
from shared.core.ids import new_id
from tests.integration.route_cases import Org
from tests.scenes.caption_scene import (
    WORDS,
    end,
    make_prediction,
    order,
    tell,
    write,
)
from tests.scenes.fake_compute import FakeCompute
from tests.scenes.generation_scene import platform_with, use_compute

Events = Callable[[Org], list[Event]]
ERROR = {"code": "content_refused", "detail": "No."}


@pytest.fixture
def compute(client: TestClient) -> FakeCompute:
    fake = FakeCompute()
    use_compute(client, fake)
    return fake


@pytest.fixture
def prediction_id(client: TestClient, acme: Org) -> str:
    return make_prediction(client, acme)


@pytest.fixture
def caption(
    client: TestClient, compute: FakeCompute, acme: Org, prediction_id: str
) -> dict[str, Any]:
    return order(client, acme, prediction_id, locale="it", tone="dry", length=80)


def read(client: TestClient, org: Org, caption: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(caption["links"]["self"], headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def edit(client: TestClient, org: Org, caption: dict[str, Any], **body: Any) -> Any:
    return client.patch(caption["links"]["self"], json=body, headers=org.headers)


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events if event.type.startswith("caption.")]


def test_order_is_one_node_with_the_facts(
    compute: FakeCompute, caption: dict[str, Any], prediction_id: str, acme: Org, events: Events
) -> None:
    assert (caption["status"], caption["text"]) == ("processing", "")
    assert caption["prediction_id"] == prediction_id
    (task,) = compute.orders
    assert (str(task.generation_id), task.task_type) == (caption["id"], "caption")
    assert str(task.shooting_id) == caption["shooting_id"]
    (node,) = task.tasks
    assert node.params.pop("image_key").startswith("media/")
    assert (node.type, node.params) == (
        "caption",
        {
            "product": "Linen dress",
            "category": "dress",
            "notes": "set: Clean studio",
            "locale": "it",
            "tone": "dry",
            "length": 80,
        },
    )
    assert types(events(acme)) == ["caption.requested"]


def test_real_node_takes_the_parameters(compute: FakeCompute, caption: dict[str, Any]) -> None:
    from shared.compute.nodes import NODE_TYPES

    (node,) = compute.orders[0].tasks
    NODE_TYPES[node.type].params.model_validate(node.params)


def test_written_words_complete_it_once(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org, events: Events
) -> None:
    write(compute, acme, caption["id"])
    body = read(client, acme, caption)
    assert (body["status"], body["text"], body["edited"]) == ("completed", WORDS, False)
    assert (body["model"], body["provider"], body["cost_microusd"]) == ("m-1", "openai", 900)
    write(compute, acme, caption["id"])
    tell(compute, acme, caption["id"], "task.failed", error=ERROR)
    assert read(client, acme, caption) == body
    assert types(events(acme)) == ["caption.requested", "caption.completed"]


def test_failure_says_why(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org, events: Events
) -> None:
    tell(compute, acme, caption["id"], "task.failed", error=ERROR)
    body = read(client, acme, caption)
    assert (body["status"], body["error_code"]) == ("failed", "content_refused")
    assert types(events(acme)) == ["caption.requested", "caption.failed"]


def test_end_without_words_is_a_failure(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org
) -> None:
    end(compute, caption["id"])
    tell(compute, acme, caption["id"], "task.completed", status="succeeded")
    assert read(client, acme, caption)["error_code"] == "no_caption"


def test_cancelled_task_cancels_it(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org
) -> None:
    error = {"code": "cancelled", "detail": "Somebody wanted it so."}
    tell(compute, acme, caption["id"], "task.failed", error=error)
    assert read(client, acme, caption)["status"] == "cancelled"


def test_persons_words_replace_the_models(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org, events: Events
) -> None:
    write(compute, acme, caption["id"])
    before = read(client, acme, caption)
    answer = edit(client, acme, caption, text="Mine.", version=before["version"])
    assert answer.status_code == 200, answer.text
    body = read(client, acme, caption)
    assert body == answer.json()
    assert (body["text"], body["edited"], body["version"]) == ("Mine.", True, before["version"] + 1)
    stale = edit(client, acme, caption, text="Theirs.", version=before["version"])
    assert (stale.status_code, stale.json()["code"]) == (409, "version_conflict")
    assert edit(client, acme, caption, text="Again.").status_code == 200
    assert types(events(acme))[-2:] == ["caption.updated", "caption.updated"]


def test_open_caption_cannot_be_edited(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org
) -> None:
    answer = edit(client, acme, caption, text="Mine.")
    assert (answer.status_code, answer.json()["code"]) == (409, "caption_not_ended")


def test_failed_caption_is_written_by_hand(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org
) -> None:
    tell(compute, acme, caption["id"], "task.failed", error=ERROR)
    body = edit(client, acme, caption, text="Mine.").json()
    assert (body["status"], body["error_code"], body["text"]) == ("completed", None, "Mine.")


def test_captions_of_prediction_newest_first(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], prediction_id: str, acme: Org
) -> None:
    second = order(client, acme, prediction_id)
    order(client, acme, make_prediction(client, acme))
    answer = client.get(
        "/api/v1/captions", params={"prediction_id": prediction_id}, headers=acme.headers
    )
    assert [item["id"] for item in answer.json()["items"]] == [second["id"], caption["id"]]


def test_unknown_prediction_is_not_found(
    client: TestClient, compute: FakeCompute, acme: Org
) -> None:
    body = {"prediction_id": str(new_id())}
    answer = client.post("/api/v1/captions", json=body, headers=acme.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "prediction_not_found")
    assert compute.orders == []


@pytest.mark.parametrize(
    "wanted", [{"locale": "Italian"}, {"length": 5}, {"tone": ""}, {"words": 3}]
)
def test_senseless_wishes_are_refused(
    client: TestClient, compute: FakeCompute, prediction_id: str, acme: Org, wanted: dict[str, Any]
) -> None:
    body = {"prediction_id": prediction_id, **wanted}
    assert client.post("/api/v1/captions", json=body, headers=acme.headers).status_code == 422


@pytest.mark.parametrize(
    ("status", "code"), [(503, "compute_unavailable"), (409, "budget_exceeded")]
)
def test_refused_order_fails_and_is_named(
    client: TestClient,
    compute: FakeCompute,
    prediction_id: str,
    acme: Org,
    status: int,
    code: str,
) -> None:
    compute.failing, compute.problem = status, {"code": code, "detail": "No."}
    answer = client.post(
        "/api/v1/captions", json={"prediction_id": prediction_id}, headers=acme.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    path = f"/api/v1/captions/{answer.json()['order_id']}"
    body = client.get(path, headers=acme.headers).json()
    assert (body["status"], body["error_code"]) == ("failed", code)


def test_order_is_repeated_after_death_before_submission(
    client: TestClient,
    compute: FakeCompute,
    prediction_id: str,
    acme: Org,
    events: Events,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FakeCompute, "_answer", die)
        with pytest.raises(SystemExit):
            platform_with(compute).captions.service.create(
                CaptionCreate(prediction_id=UUID(prediction_id)), acme.principal
            )
    (requested,) = [event for event in events(acme) if event.type == CAPTION_REQUESTED]
    compute.failing = 503
    with pytest.raises(Unavailable):
        platform_with(compute).generation.event_listener.handle_event(requested)
    compute.failing, compute.orders = None, []
    for _ in range(2):
        platform_with(compute).generation.event_listener.handle_event(requested)
    (task,) = compute.orders
    caption = platform_with(compute).captions.service.get(task.generation_id, acme.principal)
    assert str(caption.status) == "processing"


def die(self: FakeCompute, request: object) -> Any:
    raise SystemExit


def test_repeated_order_that_is_refused_fails(
    client: TestClient,
    compute: FakeCompute,
    prediction_id: str,
    acme: Org,
    events: Events,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FakeCompute, "_answer", die)
        with pytest.raises(SystemExit):
            platform_with(compute).captions.service.create(
                CaptionCreate(prediction_id=UUID(prediction_id)), acme.principal
            )
    (requested,) = [event for event in events(acme) if event.type == CAPTION_REQUESTED]
    compute.failing = 422
    platform_with(compute).generation.event_listener.handle_event(requested)
    caption_id = UUID(requested.data["caption_id"])
    assert (
        str(platform_with(compute).captions.service.get(caption_id, acme.principal).status)
        == "failed"
    )


def test_end_before_answer_is_noted_stands(
    client: TestClient, compute: FakeCompute, prediction_id: str, acme: Org
) -> None:
    def finish_at_once(task: TaskSubmission) -> None:
        write(compute, acme, str(task.generation_id))

    compute.on_order = finish_at_once
    body = order(client, acme, prediction_id)
    assert (body["status"], body["text"]) == ("completed", WORDS)


def test_events_in_foreign_name_change_nothing(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org, rival: Org
) -> None:
    before = read(client, acme, caption)
    end(compute, caption["id"], WORDS)
    tell(compute, rival, caption["id"], "task.completed", status="succeeded")
    tell(compute, rival, caption["id"], "task.failed", error=ERROR)
    assert read(client, acme, caption) == before


def test_progress_of_a_caption_is_no_news(
    client: TestClient, compute: FakeCompute, caption: dict[str, Any], acme: Org
) -> None:
    before = read(client, acme, caption)
    tell(compute, acme, caption["id"], "task.progress", percent=50)
    assert read(client, acme, caption) == before
