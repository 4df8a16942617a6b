"""Predictions to write captions for, and a fake Compute that writes them."""

from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from shared.compute.contract.tasks import TaskResult, TaskStatus, TaskText, Timings
from shared.core.clock import utc_now
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute, task_id_of
from tests.scenes.generation_scene import platform_with, task_event
from tests.scenes.shooting_scene import add_predictions, make_scene

WORDS = "A linen dress for long summer days."


def make_prediction(client: TestClient, org: Org) -> str:
    return add_predictions(org, make_scene(client, org).shot_ids[0])[0]


def order(client: TestClient, org: Org, prediction_id: str, **wanted: Any) -> dict[str, Any]:
    body = {"prediction_id": prediction_id, **wanted}
    answer = client.post("/api/v1/captions", json=body, headers=org.headers)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def end(compute: FakeCompute, caption_id: str, *texts: str) -> None:
    """End the task with this text."""
    task_id = task_id_of(caption_id)
    compute.results[str(task_id)] = TaskResult(
        task_id=task_id,
        generation_id=UUID(caption_id),
        task_type="caption",
        cost_microusd=900,
        status=TaskStatus.SUCCEEDED,
        outputs=(),
        texts=tuple(
            TaskText(
                node_id="caption", node_type="caption", text=text, model="m-1", provider="openai"
            )
            for text in texts
        ),
        timings=Timings(queued_at=utc_now()),
    )


def tell(compute: FakeCompute, org: Org, caption_id: str, type: str, **data: Any) -> None:
    event = task_event(org, caption_id, type, task_type="caption", **data)
    platform_with(compute).generation.event_listener.handle_event(event)


def write(compute: FakeCompute, org: Org, caption_id: str) -> None:
    end(compute, caption_id, WORDS)
    tell(compute, org, caption_id, "task.completed", status="succeeded")
