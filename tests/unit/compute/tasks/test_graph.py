"""Graphs are ordered so that needs come first, and refused as a whole when they are not graphs."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.compute.contract.tasks import Node
from shared.compute.tasks.graph import MAX_CHILDREN, MAX_NODES, plan
from shared.core.errors import Invalid


def node(id: str, *needs: str) -> Node:
    return Node(id=id, type="any", needs=needs)


@st.composite
def acyclic_graphs(draw: st.DrawFn) -> tuple[Node, ...]:
    """Nodes that only need earlier ones, sent in any order."""
    nodes = [node("n0")]
    for number in range(1, draw(st.integers(1, 25))):
        earlier = st.sampled_from([n.id for n in nodes])
        nodes.append(node(f"n{number}", *draw(st.lists(earlier, max_size=5))))
    return tuple(draw(st.permutations(nodes)))


@given(acyclic_graphs())
def test_every_node_follows_its_needs(nodes: tuple[Node, ...]) -> None:
    planned = plan(nodes)
    place = {n.id: index for index, n in enumerate(planned.nodes)}
    assert sorted(place) == sorted(n.id for n in nodes)
    assert all(place[need] < place[n.id] for n in nodes for need in n.needs)


@given(acyclic_graphs())
def test_children_mirror_needs(nodes: tuple[Node, ...]) -> None:
    planned = plan(nodes)
    downwards = {(parent, child) for parent, c in planned.children.items() for child in c}
    upwards = {(need, n.id) for n in nodes for need in n.needs}
    assert downwards == upwards
    # blocked_by counts needs: a repeated one would never be unblocked.
    assert all(len(n.needs) == len(set(n.needs)) for n in planned.nodes)


@given(acyclic_graphs(), st.data())
def test_added_back_edge_is_found(nodes: tuple[Node, ...], data: st.DataObject) -> None:
    ordered = plan(nodes).nodes
    first = data.draw(st.sampled_from(ordered))
    reachable = _descendants(first.id, plan(nodes).children) | {first.id}
    last = data.draw(st.sampled_from(sorted(reachable)))
    closed = tuple(
        n.model_copy(update={"needs": (*n.needs, last)}) if n.id == first.id else n for n in nodes
    )
    with pytest.raises(Invalid) as refused:
        plan(closed)
    assert refused.value.code == "graph_cycle"
    assert " -> " in refused.value.detail


def _descendants(node_id: str, children: dict[str, tuple[str, ...]]) -> set[str]:
    found = set(children[node_id])
    return found.union(*(_descendants(child, children) for child in children[node_id]))


def test_dangling_need_is_pointed_at() -> None:
    with pytest.raises(Invalid) as refused:
        plan((node("a"), node("b", "a", "ghost")))
    assert refused.value.code == "dangling_need"
    assert [e.pointer for e in refused.value.errors] == ["/tasks/1/needs/1"]
    assert "ghost" in refused.value.detail


def test_duplicate_ids_are_pointed_at() -> None:
    with pytest.raises(Invalid) as refused:
        plan((node("a"), node("b"), node("a")))
    assert refused.value.code == "duplicate_node"
    assert [e.pointer for e in refused.value.errors] == ["/tasks/0/id", "/tasks/2/id"]


def test_circle_is_spelt_out() -> None:
    with pytest.raises(Invalid) as refused:
        plan((node("a", "c"), node("b", "a"), node("c", "b")))
    circle = refused.value.detail.split(": ")[1].split(";")[0].split(" -> ")
    assert circle[0] == circle[-1]
    assert set(circle) == {"a", "b", "c"}


def test_too_many_nodes_are_refused() -> None:
    assert len(plan(tuple(node(f"n{i}") for i in range(MAX_NODES))).nodes) == MAX_NODES
    with pytest.raises(Invalid) as refused:
        plan(tuple(node(f"n{i}") for i in range(MAX_NODES + 1)))
    assert refused.value.code == "graph_too_large"


def test_too_many_children_are_refused() -> None:
    def star(children: int) -> tuple[Node, ...]:
        return (node("root"), *(node(f"n{i}", "root") for i in range(children)))

    assert len(plan(star(MAX_CHILDREN)).children["root"]) == MAX_CHILDREN
    with pytest.raises(Invalid) as refused:
        plan(star(MAX_CHILDREN + 1))
    assert refused.value.code == "graph_too_large"


@given(st.integers(1, 2**31), st.integers(1, 4))
def test_large_graphs_are_ordered_too(seed: int, most_needs: int) -> None:
    chance = Random(seed)
    nodes = [node("n0")]
    for number in range(1, MAX_NODES):
        # Near ones only, so that no node gets more children than may be.
        near = range(max(0, number - 20), number)
        needs = chance.choices(near, k=chance.randint(0, most_needs))
        nodes.append(node(f"n{number}", *(f"n{need}" for need in needs)))
    chance.shuffle(nodes)
    planned = plan(tuple(nodes))
    done: set[str] = set()
    for each in planned.nodes:
        assert done.issuperset(each.needs)
        done.add(each.id)
    assert len(done) == MAX_NODES


def test_long_chain_is_ordered() -> None:
    chain = [node("n0"), *(node(f"n{i}", f"n{i - 1}") for i in range(1, MAX_NODES))]
    planned = plan(tuple(reversed(chain)))
    assert [each.id for each in planned.nodes] == [each.id for each in chain]


def test_widest_fan_out_keeps_its_children() -> None:
    leaves = tuple(node(f"p{i}", "root", "other") for i in range(MAX_CHILDREN))
    planned = plan((node("root"), node("other"), *leaves))
    assert len(planned.children["root"]) == len(planned.children["other"]) == MAX_CHILDREN
