"""Equal work has one key, other work another one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.compute.cache.cache_key import cache_key
from shared.compute.nodes import NODE_TYPES
from shared.core.model import Model


class Params(Model):
    prompt: str
    seed: int = 0
    index: int | None = None


class Type:
    """A node type as far as the key is concerned."""

    def __init__(self, name: str = "draw", version: int = 1) -> None:
        self.name, self.version = name, version
        self.params: type[Model] = Params
        self.placement = ("index",)


DRAW = Type()
FILE = {"key": "compute/generations/1/a.png", "sha256": "ab" * 32, "width": 10}
TEXT = {"text": "a red coat", "node_id": "prompt_1"}


def key(
    params: Any = None,
    provider: str = "fal",
    model: str = "m1",
    inputs: Any = None,
    node_type: Type = DRAW,
) -> str:
    return cache_key(node_type, params or {"prompt": "p"}, provider, model, inputs or {})


def test_key_is_a_sha256() -> None:
    assert len(bytes.fromhex(key())) == 32


def test_placement_does_not_count() -> None:
    assert key({"prompt": "p", "index": 1}) == key({"prompt": "p", "index": 2})


def test_defaults_count_as_if_written() -> None:
    assert key({"prompt": "p"}) == key({"prompt": "p", "seed": 0}) == key(Params(prompt="p"))


def test_each_part_counts() -> None:
    keys = {
        key(),
        key({"prompt": "q"}),
        key({"prompt": "p", "seed": 1}),
        key(provider="bfl"),
        key(model="m2"),
        key(node_type=Type(name="paint")),
        key(node_type=Type(version=2)),
        key(inputs={"prepare": FILE}),
        key(inputs={"prepare": {**FILE, "sha256": "cd" * 32}}),
        key(inputs={"edit": FILE}),
        key(inputs={"prompt": TEXT}),
        key(inputs={"prompt": {**TEXT, "text": "a blue coat"}}),
    }
    assert len(keys) == 12


def test_file_is_its_bytes() -> None:
    elsewhere = {**FILE, "key": "compute/generations/2/b.png"}
    assert key(inputs={"prepare": FILE}) == key(inputs={"prepare": elsewhere})


def test_text_is_its_words() -> None:
    elsewhere = {**TEXT, "node_id": "other"}
    assert key(inputs={"prompt": TEXT}) == key(inputs={"prompt": elsewhere})


def test_nested_ids_do_not_count() -> None:
    one = {"scores": [{"id": "a", "value": 1}]}
    other = {"scores": [{"id": "b", "value": 1}]}
    assert key(inputs={"analyze": one}) == key(inputs={"analyze": other})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
outputs = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), json_values, max_size=4)


@given(st.dictionaries(st.sampled_from(["prepare", "prompt", "edit"]), outputs, max_size=3))
def test_order_of_needs_does_not_count(inputs: dict[str, dict[str, Any]]) -> None:
    backwards = {name: dict(reversed(output.items())) for name, output in reversed(inputs.items())}
    assert key(inputs=inputs) == key(inputs=backwards)


def test_real_types_fit() -> None:
    generate = NODE_TYPES["generate"]
    params = {"prompt": "p", "seed": 1, "shot": {"category": "packshot"}}
    keys = {
        cache_key(generate, {**params, "index": index}, "fal", "m", {"prepare": FILE})
        for index in range(3)
    }
    assert len(keys) == 1
