"""Nodes must fit their types; every misfit is named with its place."""

from typing import Any

import pytest

from shared.compute.schemas import Node
from shared.compute.validation import check_nodes
from shared.core.errors import Invalid

SHOT = {"category": "packshot", "framing": "full", "aspect_ratio": "3:4"}


def prepare(id: str = "prepare", **params: Any) -> Node:
    return Node(id=id, type="prepare", params={"source_key": "media/1/file.jpg", **params})


def generate(index: int = 0, needs: tuple[str, ...] = ("prepare",), **params: Any) -> Node:
    chosen = {"prompt": "a dress", "seed": 7, "index": index, "shot": SHOT, **params}
    return Node(id=f"generate_{index}", type="generate", params=chosen, needs=needs)


def score(index: int = 0, needs: tuple[str, ...] = ("generate_0", "prepare")) -> Node:
    return Node(id=f"score_{index}", type="score", params={"index": index}, needs=needs)


def refusal(*nodes: Node) -> Invalid:
    with pytest.raises(Invalid) as refused:
        check_nodes(nodes)
    return refused.value


def test_fitting_nodes_pass() -> None:
    check_nodes((prepare(), generate(), score()))


def test_unknown_type_names_known_ones() -> None:
    error = refusal(prepare(), Node(id="x", type="upscale"))
    assert error.code == "unknown_node_type"
    assert error.errors[0].pointer == "/tasks/1/type"
    assert "generate, prepare, score" in error.detail


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"longest_edge": 100_000}, "/tasks/1/params/longest_edge"),
        ({"seed": -1}, "/tasks/1/params/seed"),
        ({"sharpness": 3}, "/tasks/1/params/sharpness"),
        ({"shot": {**SHOT, "category": "portrait"}}, "/tasks/1/params/shot/category"),
        ({"style": {"palette": ["#aabbcc", "beige"]}}, "/tasks/1/params/style/palette/1"),
        ({"style": {"warmth": 2}}, "/tasks/1/params/style/warmth"),
        ({"shot": {**SHOT, "aspect_ratio": "wide"}}, "/tasks/1/params/shot/aspect_ratio"),
    ],
)
def test_bad_param_is_pointed_at(params: dict[str, Any], pointer: str) -> None:
    error = refusal(prepare(), generate(**params))
    assert error.code == "invalid_params"
    assert [e.pointer for e in error.errors] == [pointer]


@pytest.mark.parametrize("key", ["temp/x.jpg", "exports/x.zip", "/media/x", ""])
def test_source_outside_workspace_is_refused(key: str) -> None:
    assert refusal(prepare(source_key=key)).code == "invalid_params"


def test_all_findings_come_at_once() -> None:
    error = refusal(prepare(), generate(0, seed=-1), generate(1, seed=-2))
    assert [e.pointer for e in error.errors] == ["/tasks/1/params/seed", "/tasks/2/params/seed"]


def test_missing_kind_of_need_is_refused() -> None:
    error = refusal(prepare(), generate(needs=()))
    assert (error.code, error.errors[0].pointer) == ("missing_need", "/tasks/1/needs")
    assert "exactly one prepare" in error.detail


def test_ambiguous_need_is_refused() -> None:
    error = refusal(prepare(), prepare("again"), generate(needs=("prepare", "again")))
    assert error.code == "missing_need"


def test_equal_indexes_are_refused() -> None:
    twin = generate(0).model_copy(update={"id": "twin"})
    error = refusal(prepare(), generate(0), twin)
    assert (error.code, error.errors[0].pointer) == ("invalid_params", "/tasks/2/params/index")
