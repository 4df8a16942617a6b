"""Nodes must fit their types; every misfit is named with its place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.contract.tasks import Node
from shared.compute.nodes import NODE_TYPES
from shared.compute.tasks.validation import check_nodes
from shared.core.errors import Invalid

SHOT = {"category": "packshot", "framing": "full", "aspect_ratio": "3:4"}


def prepare(id: str = "prepare", **params: Any) -> Node:
    return Node(id=id, type="prepare", params={"source_key": "media/1/file.jpg", **params})


def generate(index: int | None = 0, needs: tuple[str, ...] = ("prepare",), **params: Any) -> Node:
    chosen = {"prompt": "a dress", "seed": 7, "index": index, "shot": SHOT, **params}
    return Node(id=f"generate_{index or 0}", type="generate", params=chosen, needs=needs)


def score(index: int = 0, needs: tuple[str, ...] = ("generate_0", "prepare")) -> Node:
    return Node(id=f"score_{index}", type="score", params={"index": index}, needs=needs)


def node(type: str, *needs: str, id: str = "x", **params: Any) -> Node:
    return Node(id=id, type=type, params=params, needs=needs)


def still() -> Node:
    """An image on the way to another one."""
    return generate(None)


def refusal(*nodes: Node) -> Invalid:
    with pytest.raises(Invalid) as refused:
        check_nodes(nodes)
    return refused.value


def test_fitting_nodes_pass() -> None:
    check_nodes((prepare(), generate(), score()))


@pytest.mark.parametrize(
    "last",
    [
        node("upscale", "generate_0", index=1),
        node("edit", "generate_0", seed=1, index=1),
        node("background", "prepare", seed=1, index=1),
        node("inpaint", "generate_0", seed=1, mask_key="media/2/m.png", index=1),
        node("recolor", "generate_0", colour="#aabbcc", seed=1, index=1),
        node("try_on", "prepare", seed=1, person_key="media/2/p.jpg", index=1),
        node("try_on", "prepare", "generate_0", seed=1, index=1),
        node("video", "generate_0", seed=1, index=1),
        node("persist", "generate_0", index=1),
        node("persist", "generate_0", "score_0", index=1),
        node("analyze", "prepare"),
        node("prompt", brief="a coat"),
        node("caption", "generate_0", product="coat"),
        node("caption", image_key="media/1/x.jpg"),
    ],
    ids=lambda last: f"{last.type}-{'-'.join(last.needs)}",
)
def test_every_type_finds_its_place(last: Node) -> None:
    check_nodes((prepare(), generate(), score(), last))


def test_prompt_feeds_a_image() -> None:
    seen, words = node("analyze", "prepare", id="seen"), node("prompt", "seen", brief="b", id="w")
    check_nodes((prepare(), seen, words, generate(needs=("prepare", "w"))))


def test_unknown_type_names_known_ones() -> None:
    error = refusal(prepare(), node("paint"))
    assert error.code == "unknown_node_type"
    assert error.errors[0].pointer == "/tasks/1/type"
    assert "analyze, background, caption" in error.detail


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
        ({"reference_keys": ["media/1/a", "temp/b"]}, "/tasks/1/params/reference_keys/1"),
        ({"reference_keys": ["media/1/a"] * 4}, "/tasks/1/params/reference_keys"),
    ],
)
def test_bad_param_is_pointed_at(params: dict[str, Any], pointer: str) -> None:
    error = refusal(prepare(), generate(**params))
    assert error.code == "invalid_params"
    assert [e.pointer for e in error.errors] == [pointer]


@pytest.mark.parametrize("key", ["temp/x.jpg", "exports/x.zip", "/media/x", "media/", ""])
@pytest.mark.parametrize(
    ("type", "param"),
    [
        ("prepare", "source_key"),
        ("edit", "image_key"),
        ("inpaint", "mask_key"),
        ("try_on", "person_key"),
        ("caption", "image_key"),
    ],
)
def test_file_outside_workspace_is_refused(type: str, param: str, key: str) -> None:
    error = refusal(node(type, seed=1, **{param: key}))
    assert error.code == "invalid_params"
    assert f"/tasks/0/params/{param}" in [e.pointer for e in error.errors]


def test_all_findings_come_at_once() -> None:
    error = refusal(prepare(), generate(0, seed=-1), generate(1, seed=-2))
    assert [e.pointer for e in error.errors] == ["/tasks/1/params/seed", "/tasks/2/params/seed"]


def test_missing_kind_of_need_is_refused() -> None:
    error = refusal(prepare(), generate(needs=()))
    assert (error.code, error.errors[0].pointer) == ("missing_need", "/tasks/1/needs")
    assert "exactly one prepare" in error.detail


def test_need_without_slot_fills_none() -> None:
    seen = node("analyze", "prepare", id="seen")
    error = refusal(prepare(), seen, generate(needs=("seen",)))
    assert (error.code, error.errors[0].pointer) == ("missing_need", "/tasks/2/needs")


def test_ambiguous_need_is_refused() -> None:
    error = refusal(prepare(), prepare("again"), generate(needs=("prepare", "again")))
    assert error.code == "missing_need"


def test_two_images_for_one_slot_are_refused() -> None:
    bigger = node("upscale", "generate_0", id="bigger", index=1)
    error = refusal(prepare(), generate(), bigger, node("video", "generate_0", "bigger", seed=1))
    assert (error.code, error.errors[0].pointer) == ("missing_need", "/tasks/3/needs")
    assert "image_key" in error.detail


def test_two_optional_needs_are_refused() -> None:
    words = [node("prompt", id=id, brief="b") for id in ("w1", "w2")]
    error = refusal(prepare(), *words, generate(needs=("prepare", "w1", "w2")))
    assert error.code == "missing_need"
    assert "at most one prompt" in error.detail


def test_need_and_key_exclude_each_other() -> None:
    both = node("edit", "generate_0", seed=1, index=1, image_key="media/1/x.jpg")
    error = refusal(prepare(), generate(), both)
    assert (error.code, error.errors[0].pointer) == ("invalid_params", "/tasks/2/params/image_key")


def test_repeated_need_counts_once() -> None:
    check_nodes((prepare(), generate(needs=("prepare", "prepare"))))


def test_equal_indexes_are_refused() -> None:
    twin = generate(0).model_copy(update={"id": "twin"})
    error = refusal(prepare(), generate(0), twin)
    assert (error.code, error.errors[0].pointer) == ("invalid_params", "/tasks/2/params/index")
    assert len(error.errors) == 1


@pytest.mark.parametrize("last", [("video", {"seed": 1}), ("upscale", {})])
def test_result_index_is_taken_once(last: tuple[str, dict[str, Any]]) -> None:
    type, params = last
    error = refusal(prepare(), generate(0), node(type, "generate_0", index=0, **params))
    assert (error.code, error.errors[0].pointer) == ("invalid_params", "/tasks/2/params/index")


def test_persist_index_is_taken_once() -> None:
    twins = [node("persist", "generate_0", id=id, index=0) for id in ("one", "two")]
    error = refusal(prepare(), still(), *twins)
    assert (error.code, error.errors[0].pointer) == ("invalid_params", "/tasks/3/params/index")


def test_images_for_nobody_are_refused() -> None:
    error = refusal(prepare(), still(), node("upscale", "generate_0"))
    assert (error.code, error.errors[0].pointer) == ("invalid_params", "/tasks/2/params/index")


def test_images_for_a_caption_need_no_index() -> None:
    check_nodes((prepare(), still(), node("caption", "generate_0")))


@given(
    st.lists(
        st.builds(
            Node,
            id=st.from_regex(r"[a-e]", fullmatch=True),
            type=st.sampled_from([*NODE_TYPES, "paint"]),
            params=st.dictionaries(
                st.sampled_from(["seed", "index", "image_key", "person_key", "brief", "colour"]),
                st.none() | st.integers(-1, 3) | st.sampled_from(["media/1/x", "#aabbcc", "b"]),
            ),
            needs=st.lists(st.sampled_from("abcde"), max_size=3).map(tuple),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_nodes_pass_or_are_pointed_at(nodes: list[Node]) -> None:
    refused = None
    try:
        check_nodes(tuple(nodes))
    except Invalid as error:
        refused = error
    if refused is None:
        assert all(node.type in NODE_TYPES for node in nodes)
        return
    assert refused.code in ("unknown_node_type", "invalid_params", "missing_need")
    places = [int(finding.pointer.split("/")[2]) for finding in refused.errors]
    assert set(places) <= set(range(len(nodes)))
    assert places
