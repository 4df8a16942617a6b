"""Looks of products with an image, their generations, and the events of Compute."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from functions.api.deps import foundation
from shared.aws.bucket import Bucket
from shared.compute.contract.tasks import (
    Failure,
    TaskOutput,
    TaskResult,
    TaskStatus,
    Timings,
)
from shared.core.clock import utc_now
from shared.core.events import COMPUTE, Event, make_event
from shared.core.ids import derived_id
from shared.wiring.platform import Platform
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.fake_compute import FakeCompute, task_id_of
from tests.scenes.shooting_scene import (
    make_shooting,
    make_shot_type,
    post,
    store_generated_image,
)


@dataclass(frozen=True)
class Started:
    """A look that is ready, and the body of POST /generations for it."""

    look_id: str
    shot_id: str
    shooting_id: str
    shot_type_id: str

    def body(self, **config: Any) -> dict[str, Any]:
        return {
            "shooting_look_id": self.look_id,
            "shot_type_id": self.shot_type_id,
            "config": {"num_predictions": 2, "seed": 40, **config},
        }


def platform_with(compute: FakeCompute) -> Platform:
    """The services of the process, but with this Compute."""
    platform = Platform(get_platform().base)
    platform.compute_client = compute.client()
    return platform


def use_compute(client: TestClient, compute: FakeCompute) -> None:
    """From now on the app sends its tasks to this Compute."""
    platform = platform_with(compute)
    overrides = client.app.dependency_overrides  # type: ignore[attr-defined]
    overrides[foundation.get_platform] = lambda: platform


def make_look(client: TestClient, org: Org, *, image: bool = True, **shot_type: Any) -> Started:
    images = [{"media_id": str(store_generated_image(org))}] if image else []
    product = post(client, org, "/products", {"name": "Linen dress", "images": images})
    kind = (
        post(client, org, "/shot-types", shot_type)["id"]
        if shot_type
        else make_shot_type(client, org)
    )
    shooting_id = make_shooting(client, org)
    look = post(
        client,
        org,
        "/shooting-looks",
        {"shooting_id": shooting_id, "main_product_id": product["id"], "shot_type_ids": [kind]},
    )
    return Started(look["id"], look["shots"][0]["id"], shooting_id, kind)


def start(client: TestClient, org: Org, look: Started, **config: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/generations", json=look.body(**config), headers=org.headers)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def finish(
    compute: FakeCompute,
    generation_id: str,
    *contents: bytes,
    status: TaskStatus = TaskStatus.SUCCEEDED,
    error: Failure | None = None,
) -> list[str]:
    """End the task with these images in Compute's workspace; returns their keys."""
    task_id = task_id_of(generation_id)
    outputs = [_leave(task_id, index, content) for index, content in enumerate(contents)]
    compute.results[str(task_id)] = TaskResult(
        task_id=task_id,
        generation_id=UUID(generation_id),
        status=status,
        outputs=tuple(outputs),
        error=error,
        timings=Timings(queued_at=utc_now(), started_at=utc_now(), completed_at=utc_now()),
    )
    return [output.key for output in outputs]


def _leave(task_id: UUID, index: int, content: bytes) -> TaskOutput:
    key = f"compute/generations/{task_id}/result_{index}.webp"
    Bucket("media-test").write(key, content, content_type="image/webp")
    return TaskOutput(
        index=index,
        key=key,
        mime="image/webp",
        width=1536,
        height=2048,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        seed=40 + index,
        model="studio-compositor",
        provider="studio",
        prompt="Linen dress",
        quality_score=0.8,
        confidence=0.6,
        checks={"sharpness": 0.9},
        duration_ms=900,
    )


def task_event(org: Org, generation_id: str, type: str, **data: Any) -> Event:
    """An event as Compute sends it; equal arguments give the same event."""
    task_id = task_id_of(generation_id)
    return make_event(
        type,
        source=COMPUTE,
        organization_id=org.organization_id,
        actor=org.principal.actor,
        data={"task_id": str(task_id), "generation_id": generation_id, **data},
        correlation_id=generation_id,
        id=derived_id(type, task_id, json.dumps(data, sort_keys=True)),
    )


def progress_event(org: Org, generation_id: str, percent: int, **data: Any) -> Event:
    return task_event(
        org,
        generation_id,
        "task.progress",
        percent=percent,
        nodes_done=percent * 5 // 100,
        nodes_total=5,
        **{
            "node_id": "prepare",
            "node_type": "prepare",
            "node_status": "succeeded",
            **data,
        },
    )


def completed_event(org: Org, generation_id: str, status: str = "succeeded") -> Event:
    return task_event(org, generation_id, "task.completed", status=status)


def failed_event(
    org: Org, generation_id: str, code: str = "no_product_found", **data: Any
) -> Event:
    error = {"code": code, "detail": "The photograph shows no product."}
    return task_event(org, generation_id, "task.failed", error=error, **data)
