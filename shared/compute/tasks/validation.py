"""Do the nodes of a graph fit their types? Types, parameters, what they need, what they give."""

from collections.abc import Iterator
from uuid import UUID

from pydantic import ValidationError

from shared.compute.contract.errors import INVALID_PARAMS, MISSING_NEED, UNKNOWN_NODE_TYPE
from shared.compute.contract.tasks import Node
from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import ProviderNode, Slot
from shared.compute.nodes.caption import CAPTION
from shared.compute.tasks.result_nodes import RESULT_TYPES, index_of, result_nodes
from shared.core.errors import FieldError, Invalid


def check_nodes(nodes: tuple[Node, ...]) -> None:
    """Raises Invalid with every finding: `unknown_node_type`, `invalid_params`, `missing_need`.

    Pointers count in `nodes`, so pass them in the order in which they were sent.
    """
    types = {node.id: node.type for node in nodes}
    for check in (_unknown_types, _bad_params):
        _refuse([finding for place, node in enumerate(nodes) for finding in check(place, node)])
    _refuse([f for place, node in enumerate(nodes) for f in _bad_needs(place, node, types)])
    _refuse(list(dict.fromkeys((*_shared_files(nodes), *_bad_indexes(nodes)))))


def _unknown_types(place: int, node: Node) -> Iterator[FieldError]:
    if node.type not in NODE_TYPES:
        known = ", ".join(NODE_TYPES)
        detail = f"{node.id}: {node.type!r} is not a node type; these are: {known}"
        yield FieldError(f"/tasks/{place}/type", UNKNOWN_NODE_TYPE, detail)


def _bad_params(place: int, node: Node) -> Iterator[FieldError]:
    try:
        NODE_TYPES[node.type].params.model_validate(node.params)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_context=False, include_input=False):
            pointer = "/".join(str(part) for part in found["loc"])
            yield FieldError(
                f"/tasks/{place}/params/{pointer}",
                INVALID_PARAMS,
                f"{node.id}: {pointer}: {found['msg']}",
            )


def _bad_needs(place: int, node: Node, types: dict[str, str]) -> Iterator[FieldError]:
    needed = [types[need] for need in dict.fromkeys(node.needs) if need in types]
    for slot in NODE_TYPES[node.type].requires:
        count = sum(node_type in slot.types for node_type in needed)
        named = bool(slot.param) and node.params.get(slot.param) is not None
        if count and named:
            yield FieldError(
                f"/tasks/{place}/params/{slot.param}",
                INVALID_PARAMS,
                f"{node.id}: {slot.param} and a need of type {_one_of(slot)} exclude each other",
            )
        elif count > 1 or (not count and not named and not slot.optional):
            yield FieldError(f"/tasks/{place}/needs", MISSING_NEED, _ask_for(node, slot, count))


def _ask_for(node: Node, slot: Slot, count: int) -> str:
    """With two needs for one slot, which one is meant?"""
    how_many = "at most one" if slot.optional else "exactly one"
    instead = f", or {slot.param} among its params" if slot.param else ""
    return (
        f"{node.id}: a {node.type} node needs {how_many} {_one_of(slot)} node as its {slot.name}"
        f"{instead}, not {count}"
    )


def _one_of(slot: Slot) -> str:
    *others, last = slot.types
    return f"{', '.join(others)} or {last}" if others else last


def _shared_files(nodes: tuple[Node, ...]) -> Iterator[FieldError]:
    """Two nodes must not write the same file: two images with one index, for example."""
    owners: dict[str, str] = {}
    for place, node in enumerate(nodes):
        node_type = NODE_TYPES[node.type]
        if not isinstance(node_type, ProviderNode):
            continue
        params = node_type.params.model_validate(node.params)
        key = node_type.object_key("generation", UUID(int=0), node.id, params)
        owner = owners.setdefault(key, node.id)
        if owner != node.id:
            yield _same_index(place, node, owner)


def _bad_indexes(nodes: tuple[Node, ...]) -> Iterator[FieldError]:
    """Results differ in their index; images of which none is a result are made for nothing."""
    places = {node.id: place for place, node in enumerate(nodes)}
    results = result_nodes(nodes)
    owners: dict[int | None, str] = {}
    for node in results:
        owner = owners.setdefault(index_of(node), node.id)
        if owner != node.id:
            yield _same_index(places[node.id], node, owner)
    images = [node for node in nodes if node.type in RESULT_TYPES]
    captioned = any(node.type == CAPTION.name for node in nodes)
    if images and not results and not captioned:
        last = images[-1]
        yield FieldError(
            f"/tasks/{places[last.id]}/params/index",
            INVALID_PARAMS,
            f"{last.id}: no node is a result; give one an index, or add a persist node",
        )


def _same_index(place: int, node: Node, owner: str) -> FieldError:
    return FieldError(
        f"/tasks/{place}/params/index",
        INVALID_PARAMS,
        f"{node.id}: {owner} has the same index",
    )


def _refuse(findings: list[FieldError]) -> None:
    if findings:
        detail = "; ".join(finding.detail for finding in findings[:3])
        raise Invalid(findings[0].declared, f"{detail}.", errors=tuple(findings))
