"""Builds what exports start from, and walks the export machine by hand."""

import io
import json
import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from PIL import Image

from functions.delivery import assemble_archive, finish_export, prepare_export, render_image
from shared.aws.clients import client as aws_client
from shared.review.schemas import Approval
from shared.wiring.process import get_platform
from tests.integration.route_cases import Org
from tests.scenes.responses import Response
from tests.scenes.shooting_scene import add_predictions, make_parts, post

SIZE = (120, 80)


@dataclass(frozen=True)
class Delivery:
    """A shooting whose shots are all approved: per look a `full_body` and a `packshot`."""

    shooting_id: str
    shot_ids: tuple[str, ...]

    @property
    def body(self) -> dict[str, Any]:
        return {"shots": list(self.shot_ids)}


def make_delivery(client: TestClient, org: Org, *, looks: int = 1) -> Delivery:
    parts = make_parts(client, org)
    product = {"name": "Summer Dress", "sku": "ABC123"}
    parts["main_product_id"] = post(client, org, "/products", product)["id"]
    made = [post(client, org, "/shooting-looks", parts) for _ in range(looks)]
    shot_ids = tuple(str(shot["id"]) for look in made for shot in look["shots"])
    for shot_id in shot_ids:
        approve(org, shot_id)
    return Delivery(str(parts["shooting_id"]), shot_ids)


def approve(org: Org, shot_id: str, video: bytes = b"") -> None:
    """With a picture, or that video, whose bytes are in the bucket."""
    mime = "video/mp4" if video else "image/webp"
    chosen = add_predictions(org, shot_id, count=1, mime=mime)[0]
    approval = Approval(prediction_id=UUID(chosen))
    get_platform().review.decisions.approve(UUID(shot_id), approval, org.principal)
    get_platform().base.bucket.write(source_key(org, shot_id), video or photo(), content_type=mime)


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(SIZE).convert("RGB").save(buffer, "WEBP", lossless=True)
    return buffer.getvalue()


def source_key(org: Org, shot_id: str) -> str:
    owner = org.organization_id
    (approved,) = get_platform().review.approved_shots.approved(owner, [UUID(shot_id)])
    media_id = approved.prediction.media_id
    return get_platform().media.resources.resources(owner, [media_id])[media_id].key


def order(client: TestClient, org: Org, body: dict[str, Any], path: str = "") -> Response:
    return client.post(f"/api/v1/exports{path}", json=body, headers=org.headers)


def ordered(client: TestClient, org: Org, body: dict[str, Any]) -> str:
    answer = order(client, org, body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def shown(client: TestClient, org: Org, export_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/exports/{export_id}", headers=org.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def machine_input(export_id: str) -> dict[str, Any]:
    """What the execution of this export was started with."""
    machines, machine = aws_client("stepfunctions"), os.environ["EXPORT_MACHINE"]
    found = machines.list_executions(stateMachineArn=machine)["executions"]
    (arn,) = [each["executionArn"] for each in found if each["name"] == export_id]
    return dict(json.loads(machines.describe_execution(executionArn=arn)["input"]))


def prepare(step: dict[str, Any]) -> dict[str, Any]:
    return prepare_export.handler(step, None)


def render(step: dict[str, Any], n: int) -> dict[str, Any]:
    return render_image.handler({**step, "n": n}, None)


def assemble(step: dict[str, Any]) -> dict[str, Any]:
    return assemble_archive.handler(step, None)


def finish(step: dict[str, Any]) -> dict[str, Any]:
    return finish_export.handler(step, None)


def carry_out(export_id: str, *, times: int = 1) -> dict[str, Any]:
    """The machine from start to end, every step `times` over; the answer of the last."""
    step = machine_input(export_id)
    for _ in range(times):
        prepared = prepare(step)
    images = prepared["images"]
    for image in images:
        for _ in range(times):
            render(step, image["n"])
    for _ in range(times):
        assemble(step)
    for _ in range(times):
        finished = finish(step)
    return finished


def archive_of(export_id: str) -> bytes:
    return get_platform().base.bucket.read(f"exports/{export_id}/archive.zip")
