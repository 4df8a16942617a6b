"""Task graphs: checked as a whole before anything is queued. Pure functions."""

from collections import Counter
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from shared.compute.contract.errors import (
    DANGLING_NEED,
    DUPLICATE_NODE,
    GRAPH_CYCLE,
    GRAPH_TOO_LARGE,
)
from shared.compute.contract.tasks import Node
from shared.core.errors import ErrorCode, FieldError, Invalid

# Step Functions keeps 25,000 events per execution, and a node with its retries takes up to 60.
MAX_NODES = 200
# A node and its children change in one transaction of at most 100 writes.
MAX_CHILDREN = 90


@dataclass(frozen=True)
class Plan:
    """`nodes` in topological order, `needs` without repetitions; `children` of each node id."""

    nodes: tuple[Node, ...]
    children: dict[str, tuple[str, ...]]


def plan(nodes: tuple[Node, ...]) -> Plan:
    """Order the nodes so that each comes after all that it needs.

    Raises Invalid: `graph_too_large`, `duplicate_node`, `dangling_need`, `graph_cycle`.
    """
    if len(nodes) > MAX_NODES:
        raise GRAPH_TOO_LARGE(
            f"The graph has {len(nodes)} nodes; split it into tasks of at most {MAX_NODES}.",
        )
    _refuse(_duplicates(nodes), DUPLICATE_NODE, "Give every node an id of its own")
    _refuse(_dangling(nodes), DANGLING_NEED, "Name only nodes of this task in `needs`")
    unique = {node.id: _without_repetitions(node) for node in nodes}
    children = _children(unique)
    widest = max(children, key=lambda node_id: len(children[node_id]))
    if len(children[widest]) > MAX_CHILDREN:
        raise GRAPH_TOO_LARGE(
            f"{len(children[widest])} nodes need {widest}; at most {MAX_CHILDREN} may.",
        )
    return Plan(tuple(unique[node_id] for node_id in _order(unique)), children)


def _order(nodes: dict[str, Node]) -> list[str]:
    try:
        return list(TopologicalSorter({n.id: n.needs for n in nodes.values()}).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise GRAPH_CYCLE(
            f"These nodes need each other in a circle: {circle}; break it."
        ) from error


def _children(nodes: dict[str, Node]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {node_id: [] for node_id in nodes}
    for node in nodes.values():
        for need in node.needs:
            children[need].append(node.id)
    return {node_id: tuple(found) for node_id, found in children.items()}


def _duplicates(nodes: tuple[Node, ...]) -> list[FieldError]:
    counts = Counter(node.id for node in nodes)
    return [
        FieldError(f"/tasks/{place}/id", DUPLICATE_NODE, f"{node.id} stands more than once")
        for place, node in enumerate(nodes)
        if counts[node.id] > 1
    ]


def _dangling(nodes: tuple[Node, ...]) -> list[FieldError]:
    known = {node.id for node in nodes}
    return [
        FieldError(f"/tasks/{place}/needs/{index}", DANGLING_NEED, f"there is no node {need}")
        for place, node in enumerate(nodes)
        for index, need in enumerate(node.needs)
        if need not in known
    ]


def _without_repetitions(node: Node) -> Node:
    return node.model_copy(update={"needs": tuple(dict.fromkeys(node.needs))})


def _refuse(findings: list[FieldError], code: ErrorCode[Invalid], advice: str) -> None:
    if findings:
        found = "; ".join(finding.detail for finding in findings[:3])
        raise code(f"{advice}: {found}.", errors=tuple(findings))
