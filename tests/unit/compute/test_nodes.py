"""Node types: how their requests are built and their outputs described."""

from uuid import UUID

import pytest

from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import Inputs, LocalNode, ProviderNode, StoredOutput
from shared.compute.nodes.generate import GENERATE, GenerateParams
from shared.compute.nodes.prepare import PREPARE, PrepareParams
from shared.providers.base import ShotFrame

TASK = UUID(int=7)
FILES = {"media/1/file.jpg": b"photo", "compute/c.png": b"cutout"}
PREPARED = {"key": "compute/c.png", "width": 10, "height": 20, "coverage": 0.4}


def inputs(**outputs: dict[str, object]) -> Inputs:
    return Inputs(outputs=outputs, read=FILES.__getitem__)


def stored(**changes: object) -> StoredOutput:
    facts = {
        "key": "k", "mime": "image/webp", "width": 3, "height": 4, "bytes": 5, "sha256": "ab",
        "measures": {"coverage": 0.5}, "provider": "studio", "model": "m", "seed": None,
    }  # fmt: skip
    return StoredOutput.model_validate({**facts, **changes})


def params(**changes: object) -> GenerateParams:
    return GenerateParams(prompt="p", seed=9, index=2, shot=ShotFrame(category="detail"), **changes)


def test_registry_is_alphabetical() -> None:
    assert list(NODE_TYPES) == sorted(NODE_TYPES)
    assert all(name == node_type.name for name, node_type in NODE_TYPES.items())


@pytest.mark.parametrize("node_type", NODE_TYPES.values(), ids=lambda t: t.name)
def test_required_types_exist(node_type: LocalNode | ProviderNode) -> None:
    assert set(node_type.requires) <= set(NODE_TYPES)
    assert node_type.name not in node_type.requires
    assert node_type.version >= 1


def test_prepare_reads_the_photograph() -> None:
    request = PREPARE.request(
        PrepareParams(source_key="media/1/file.jpg", garment="dress"), inputs()
    )
    assert (request.photo, request.garment) == (b"photo", "dress")


def test_generate_reads_the_cutout() -> None:
    request = GENERATE.request(params(guidance_scale=7.5, steps=30), inputs(prepare=PREPARED))
    assert request.cutout == b"cutout"
    assert (request.seed, request.guidance_scale, request.steps) == (9, 7.5, 30)
    assert request.shot == ShotFrame(category="detail")


def test_files_go_to_the_workspace() -> None:
    source = PrepareParams(source_key="media/1/file.jpg")
    assert PREPARE.object_key(TASK, "prepare", source) == (
        f"compute/generations/{TASK}/nodes/prepare.png"
    )
    assert GENERATE.object_key(TASK, "generate_2", params()) == (
        f"compute/generations/{TASK}/result_2.webp"
    )


@pytest.mark.parametrize(("told", "kept"), [(None, 9), (11, 11)])
def test_seed_is_the_used_one(told: int | None, kept: int) -> None:
    assert GENERATE.describe(params(), stored(seed=told)).seed == kept


def test_prepare_keeps_the_coverage() -> None:
    source = PrepareParams(source_key="media/1/file.jpg")
    assert PREPARE.describe(source, stored()).coverage == 0.5
