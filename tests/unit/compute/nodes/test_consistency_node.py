"""The `consistency` node: what it reads, what it says, and where its measure ends up."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from pydantic import ValidationError

from shared.compute.contract.tasks import NodeStatus
from shared.compute.nodes.base import Inputs
from shared.compute.nodes.consistency import CONSISTENCY, ConsistencyParams, run
from shared.compute.nodes.score import ScoreOutput
from shared.compute.records.tasks import TaskNode
from shared.compute.tasks.task_results import task_outputs
from shared.core.ids import derived_id

_MADE = {
    "key": "compute/subjects/t/result_0.webp",
    "mime": "image/webp",
    "width": 60,
    "height": 80,
    "bytes": 9,
    "sha256": "ab",
    "seed": 3,
    "model": "m",
    "provider": "fal",
}


def image(colour: str) -> bytes:
    image = Image.new("RGB", (60, 80), "white")
    image.paste(colour, (20, 10, 40, 70))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


FILES = {
    _MADE["key"]: image("red"),
    "media/1/file.webp": image("red"),
    "media/2/f": image("blue"),
}


def measured(*keys: str) -> ScoreOutput:
    inputs = Inputs(outputs={"edit": _MADE}, read=FILES.__getitem__, image=FILES.__getitem__)
    output = run(ConsistencyParams(reference_keys=keys), inputs)
    assert isinstance(output, ScoreOutput)
    return output


def test_image_is_measured_against_references() -> None:
    same, other = measured("media/1/file.webp"), measured("media/2/f")
    assert same.quality == same.checks["consistency"] == pytest.approx(1, abs=0.01)
    assert other.quality < 0.6


def test_references_are_required() -> None:
    with pytest.raises(ValidationError):
        ConsistencyParams(reference_keys=())


def node(id: str, type: str, output: dict[str, object], **fields: object) -> TaskNode:
    return TaskNode.model_validate(
        {
            "organization_id": derived_id("acme"),
            "task_id": derived_id("task"),
            "id": id,
            "type": type,
            "params": {"index": 0},
            "needs": (),
            "children": (),
            "position": 0,
            "blocked_by": 0,
            "status": NodeStatus.SUCCEEDED,
            "completed_at": datetime(2024, 6, 1, tzinfo=UTC),
            "output": output,
            **fields,
        }
    )


def test_measure_stands_beside_its_image() -> None:
    score = {"quality": 0.7, "confidence": 0.5, "checks": {"consistency": 0.7}}
    (output,) = task_outputs(
        (node("edit_0", "edit", _MADE), node("c", CONSISTENCY.name, score, needs=("edit_0",)))
    )
    assert output.checks["consistency"] == 0.7
