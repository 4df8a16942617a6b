"""The registry of node types, their slots, and where their files go."""

from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import LocalNode, NodeType, ProviderNode, Slot, TextNode
from shared.compute.nodes.generate import GENERATE, GenerateParams
from shared.compute.nodes.images import FileReference
from shared.compute.nodes.prepare import PREPARE, PrepareParams
from shared.compute.nodes.recolor import RECOLOR, RecolorParams
from shared.compute.nodes.video import VIDEO, VideoParams
from shared.core.set_vocabulary import Category
from shared.providers.requests import ShotFrame
from tests.scenes.node_parts import IMAGE_OUTPUT, PREPARED, inputs, stored

TASK = UUID(int=7)
ALL_TYPES = pytest.mark.parametrize("node_type", NODE_TYPES.values(), ids=lambda t: t.name)


def params(**changes: Any) -> GenerateParams:
    return GenerateParams(
        **{
            "prompt": "p",
            "seed": 9,
            "index": 2,
            "shot": ShotFrame(category=Category.DETAIL),
            **changes,
        }
    )


def test_registry_is_alphabetical() -> None:
    assert list(NODE_TYPES) == sorted(NODE_TYPES)
    assert all(name == node_type.name for name, node_type in NODE_TYPES.items())


@ALL_TYPES
def test_slots_name_types_and_params_that_exist(node_type: NodeType) -> None:
    for slot in node_type.requires:
        assert set(slot.types) <= set(NODE_TYPES)
        assert not slot.param or not node_type.params.model_fields[slot.param].is_required()
    names = [slot.name for slot in node_type.requires]
    assert len(set(names)) == len(names)


@ALL_TYPES
def test_slots_of_a_type_are_disjoint(node_type: NodeType) -> None:
    for one, other in combinations(node_type.requires, 2):
        assert not set(one.types) & set(other.types)


@ALL_TYPES
def test_placement_names_params_only(node_type: NodeType) -> None:
    assert set(node_type.placement) <= set(node_type.params.model_fields)
    # An index that decided about reuse would make every variant of a revision anew.
    assert ("index" in node_type.params.model_fields) == ("index" in node_type.placement)


@ALL_TYPES
def test_deadlines_and_versions_are_set(node_type: NodeType) -> None:
    assert node_type.version >= 1
    assert node_type.deadline_seconds > 0
    assert node_type.kind == ("local" if isinstance(node_type, LocalNode) else "provider")


@ALL_TYPES
def test_file_outputs_carry_their_identity(node_type: NodeType) -> None:
    makes_a_file = isinstance(node_type, ProviderNode) or node_type.name == "persist"
    assert makes_a_file == ("sha256" in node_type.output.model_fields)
    assert isinstance(node_type, TextNode) <= ("text" in node_type.output.model_fields)


def test_only_persist_names_a_file_of_its_task() -> None:
    local = [t for t in NODE_TYPES.values() if isinstance(t, LocalNode)]
    assert [t.name for t in local if "key" in t.output.model_fields] == ["persist"]


def test_empty_slot_is_found_out() -> None:
    slot = Slot("image", ("generate", "edit"), optional=True)
    assert inputs(prepare=PREPARED).find(slot, FileReference) is None
    assert inputs(generate=IMAGE_OUTPUT).require(slot, FileReference).key == "compute/g.webp"
    with pytest.raises(KeyError, match="image"):
        inputs().require(slot, FileReference)


def test_files_go_to_the_workspace() -> None:
    source = PrepareParams(source_key="media/1/file.jpg")
    assert PREPARE.object_key("generation", TASK, "prepare", source) == (
        f"compute/generations/{TASK}/nodes/prepare.png"
    )
    assert GENERATE.object_key("generation", TASK, "generate_2", params()) == (
        f"compute/generations/{TASK}/result_2.webp"
    )


def test_file_without_index_is_a_step() -> None:
    assert GENERATE.object_key("subject", TASK, "still", params(index=None)) == (
        f"compute/subjects/{TASK}/nodes/still.webp"
    )
    film = VideoParams(seed=1, index=0)
    assert VIDEO.object_key("generation", TASK, "video_0", film).endswith("/result_0.mp4")
    colour = RecolorParams(colour="#aabbcc", seed=1)
    assert RECOLOR.object_key("generation", TASK, "r", colour).endswith("/nodes/r.webp")


@pytest.mark.parametrize(("told", "kept"), [(None, 9), (11, 11)])
def test_seed_is_the_used_one(told: int | None, kept: int) -> None:
    assert GENERATE.describe(params(), stored(seed=told)).model_dump()["seed"] == kept


@pytest.mark.parametrize(("measured", "kept"), [(None, 6.0), (5.2, 5.2)])
def test_video_has_its_measured_length(measured: float | None, kept: float) -> None:
    made = VIDEO.describe(VideoParams(seed=1, seconds=6), stored(seconds=measured))
    assert made.model_dump()["seconds"] == kept


@pytest.mark.parametrize(("measures", "coverage"), [({"coverage": 0.5}, 0.5), ({}, None)])
def test_prepare_keeps_a_measured_coverage(
    measures: dict[str, float], coverage: float | None
) -> None:
    source = PrepareParams(source_key="media/1/file.jpg")
    described = PREPARE.describe(source, stored(measures=measures)).model_dump()
    assert (described["coverage"], described["sha256"]) == (coverage, "ab")
