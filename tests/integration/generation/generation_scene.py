"""A Compute service in memory, and looks of products that have a picture."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from fastapi.testclient import TestClient

from functions.api import deps
from shared.aws.bucket import Bucket
from shared.compute.schemas import (
    Failure,
    TaskOutput,
    TaskResult,
    TaskStatus,
    TaskSubmission,
    Timings,
)
from shared.core.clock import utc_now
from shared.core.events import COMPUTE, Event, make_event
from shared.core.ids import derived_id
from shared.generation.compute_client import ComputeServerClient
from shared.generation.event_listener import ComputeEventListener
from shared.generation.repository import GenerationRepository
from shared.generation.results import ResultKeeper
from shared.generation.scene import SceneFinder
from shared.generation.workflow_service import GenerationWorkflowService
from tests.integration.route_cases import Org
from tests.integration.shooting.shooting_scene import (
    make_shooting,
    make_shot_type,
    post,
    store_picture,
)


@dataclass
class FakeCompute:
    """Answers as Compute does, at once; `failing` is a status that it answers instead."""

    orders: list[TaskSubmission] = field(default_factory=list)
    results: dict[str, TaskResult] = field(default_factory=dict)
    failing: int | None = None
    on_order: Any = None

    def client(self) -> ComputeServerClient:
        transport = httpx.MockTransport(self._answer)
        return ComputeServerClient("http://compute.test", lambda: "token", transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            order = TaskSubmission.model_validate(json.loads(request.content))
            self.orders.append(order)
            if self.on_order:
                self.on_order(order)
        if self.failing:
            problem = {"code": "invalid_params", "detail": "generate_0: no such backdrop."}
            return httpx.Response(self.failing, json=problem)
        if request.method == "POST":
            task_id = str(task_id_of(order.generation_id))
            return httpx.Response(202, json={"task_id": task_id, "status": "queued"})
        result = self.results.get(request.url.path.split("/")[-2])
        if result is None:
            return httpx.Response(404, json={"code": "task_not_found"})
        return httpx.Response(200, json=result.model_dump(mode="json"))


@dataclass(frozen=True)
class Started:
    """A look that is ready, and what POST /generations takes for it."""

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


def task_id_of(generation_id: UUID | str) -> UUID:
    return derived_id("task", generation_id)


def make_workflow(compute: FakeCompute) -> GenerationWorkflowService:
    """As functions/api/deps/generation.py puts it together, with this Compute."""
    media, shots = deps.get_media_service(), deps.get_shot_service()
    return GenerationWorkflowService(
        GenerationRepository(deps.get_table()),
        compute.client(),
        SceneFinder(
            deps.get_shooting_service(),
            deps.get_shooting_look_service(),
            deps.get_catalogue_service(),
            deps.get_product_service(),
            media,
        ),
        deps.get_shooting_service(),
        shots,
        ResultKeeper(shots, deps.get_prediction_service(), media),
    )


def make_listener(compute: FakeCompute) -> ComputeEventListener:
    return ComputeEventListener(make_workflow(compute), compute.client())


def use_compute(client: TestClient, compute: FakeCompute) -> None:
    """The app orders from this Compute from now on."""
    overrides = client.app.dependency_overrides  # type: ignore[attr-defined]
    overrides[deps.get_generation_workflow_service] = lambda: make_workflow(compute)


def make_look(client: TestClient, org: Org, *, image: bool = True, **shot_type: Any) -> Started:
    images = [{"media_id": str(store_picture(org))}] if image else []
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
    """Compute ends the task with these pictures in its workspace; their keys."""
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
    """As Compute sends it; the same arguments give the same event."""
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


def progress_event(org: Org, generation_id: str, percent: int) -> Event:
    return task_event(
        org,
        generation_id,
        "task.progress",
        percent=percent,
        nodes_done=percent * 5 // 100,
        nodes_total=5,
        node_id="prepare",
        node_type="prepare",
        node_status="succeeded",
    )


def completed_event(org: Org, generation_id: str, status: str = "succeeded") -> Event:
    return task_event(org, generation_id, "task.completed", status=status)


def failed_event(org: Org, generation_id: str) -> Event:
    error = {"code": "no_product_found", "detail": "The photograph shows no product."}
    return task_event(org, generation_id, "task.failed", error=error)
