"""What a task is told to have made, and whether that is anything."""

from typing import Any
from uuid import UUID

import pytest

from shared.compute.contract.tasks import NodeStatus
from shared.compute.records.tasks import TaskNode
from shared.compute.tasks.result_nodes import goal_nodes, result_nodes
from shared.compute.tasks.task_results import task_outputs, task_texts
from shared.compute.tasks.task_status import has_result
from tests.scenes.node_parts import (
    ATTRIBUTES_OUTPUT,
    IMAGE_OUTPUT,
    SCORE_OUTPUT,
    TEXT_OUTPUT,
    VIDEO_OUTPUT,
)

OUTPUTS: dict[str, dict[str, Any]] = {
    "analyze": ATTRIBUTES_OUTPUT,
    "caption": TEXT_OUTPUT,
    "consistency": SCORE_OUTPUT,
    "prompt": TEXT_OUTPUT,
    "score": SCORE_OUTPUT,
    "video": VIDEO_OUTPUT,
}


def node(id: str, *needs: str, failed: bool = False, **fields: Any) -> TaskNode:
    """`generate_0` is a generate node; what is no field of a node is a param."""
    type = id.rstrip("0123456789").rstrip("_")
    own = {name: fields.pop(name) for name in ("output", "cost_microusd") if name in fields}
    return TaskNode.model_validate(
        {
            "organization_id": UUID(int=1), "task_id": UUID(int=2), "id": id, "type": type,
            "params": fields, "needs": needs, "children": (), "position": 0, "blocked_by": 0,
            "status": NodeStatus.FAILED if failed else NodeStatus.SUCCEEDED,
            "output": None if failed else OUTPUTS.get(type, IMAGE_OUTPUT),
            "duration_ms": 5,
            **own,
        }
    )  # fmt: skip


def persist(index: int, need: str, **output: Any) -> TaskNode:
    told = {**IMAGE_OUTPUT, "index": index, "seconds": None, "score": None, **output}
    return node(f"persist_{index}", need, index=index, output=told)


def test_indexed_images_are_results_by_index() -> None:
    nodes = (
        node("generate_1", index=1, prompt="p", cost_microusd=40),
        node("generate_0", index=0, prompt="p"),
        node("score_1", "generate_1", "prepare", index=1),
    )
    first, second = task_outputs(nodes)
    assert (first.index, first.quality_score, first.checks) == (0, None, {})
    assert (second.index, second.quality_score, second.confidence) == (1, 0.8, 0.6)
    assert (second.prompt, second.cost_microusd, second.duration_ms) == ("p", 40, 5)
    assert second.key == "compute/g.webp"


def test_failed_images_are_left_out() -> None:
    nodes = (node("generate_0", index=0, failed=True), node("generate_1", index=1))
    assert [output.index for output in task_outputs(nodes)] == [1]


def test_failed_score_leaves_the_image() -> None:
    nodes = (node("generate_0", index=0), node("score_0", "generate_0", failed=True))
    assert [output.quality_score for output in task_outputs(nodes)] == [None]


def test_persisted_is_all_there_is() -> None:
    nodes = (
        node("generate_0", prompt="p"),
        node("score_0", "generate_0"),
        node("upscale_0", "generate_0", index=0, cost_microusd=70),
        node("generate_1", index=1),
        persist(0, "upscale_0", width=300),
    )
    (output,) = task_outputs(nodes)
    assert (output.index, output.width, output.cost_microusd) == (0, 300, 70)
    # Both come from the image that was enlarged.
    assert (output.prompt, output.quality_score) == ("p", 0.8)


def test_carried_score_wins() -> None:
    carried = {"quality": 0.1, "confidence": 0.2, "checks": {}}
    nodes = (
        node("generate_0"),
        node("score_0", "generate_0"),
        persist(0, "generate_0", score=carried),
    )
    assert [output.quality_score for output in task_outputs(nodes)] == [0.1]


def test_other_colour_has_no_score() -> None:
    nodes = (
        node("generate_0", index=0),
        node("score_0", "generate_0"),
        node("recolor_0_0", "generate_0", index=1).model_copy(update={"type": "recolor"}),
    )
    assert [output.quality_score for output in task_outputs(nodes)] == [0.8, None]


def test_checks_of_several_measures_are_joined() -> None:
    other = {"quality": 0.3, "confidence": 0.3, "checks": {"likeness": 0.3}}
    nodes = (
        node("generate_0", index=0),
        node("consistency_0", "generate_0", output=other),
        node("score_0", "generate_0"),
    )
    (output,) = task_outputs(nodes)
    assert (output.quality_score, output.checks) == (0.8, {"sharpness": 0.9, "likeness": 0.3})


def test_video_tells_its_length() -> None:
    nodes = (node("generate_0"), node("video_0", "generate_0", index=0))
    (output,) = task_outputs(nodes)
    assert (output.seconds, output.mime) == (5.2, "video/mp4")


def test_written_prompt_is_told() -> None:
    nodes = (node("prompt"), node("generate_0", "prompt", index=0, prompt="own"))
    assert [output.prompt for output in task_outputs(nodes)] == ["a dress at dawn"]


def test_texts_are_told_with_their_data() -> None:
    nodes = (node("analyze", cost_microusd=3), node("caption", "analyze"))
    seen, caption = task_texts(nodes)
    assert (seen.node_id, seen.text, seen.cost_microusd) == ("analyze", "dress; blue", 3)
    assert seen.data == {"attributes": {"garment": "dress"}}
    assert (caption.node_type, caption.text, caption.data) == ("caption", "a dress at dawn", {})
    assert task_outputs(nodes) == ()


@pytest.mark.parametrize(
    ("nodes", "is_something"),
    [
        ((node("prepare"), node("generate_0", index=0, failed=True)), False),
        ((node("prepare"), node("generate_0", index=0)), True),
        ((node("generate_0"), node("persist_0", "generate_0", index=0, failed=True)), False),
        ((node("generate_0", index=0), node("caption", failed=True)), True),
        ((node("analyze"), node("caption", failed=True)), False),
        ((node("analyze", failed=True), node("caption")), True),
        ((node("analyze"), node("prompt", failed=True)), True),
        ((node("prepare"),), False),
    ],
)
def test_steps_on_the_way_are_no_result(nodes: tuple[TaskNode, ...], is_something: bool) -> None:
    assert has_result(nodes) is is_something


def test_goals_are_images_before_words() -> None:
    words, still = node("prompt"), node("generate_0", "prompt", index=0)
    assert goal_nodes((words, still)) == (still,)
    assert goal_nodes((words,)) == (words,)
    assert result_nodes((words,)) == ()
