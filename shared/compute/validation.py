"""Do the nodes of a graph fit their types? Types, parameters, and what they need."""

from collections.abc import Iterator
from uuid import UUID

from pydantic import ValidationError

from shared.compute.nodes import NODE_TYPES
from shared.compute.nodes.base import ProviderNode
from shared.compute.schemas import Node
from shared.core.errors import FieldError, Invalid


def check_nodes(nodes: tuple[Node, ...]) -> None:
    """Raises Invalid with every finding: `unknown_node_type`, `invalid_params`, `missing_need`.

    Pointers count in `nodes`, so pass them in the order in which they were sent.
    """
    types = {node.id: node.type for node in nodes}
    for check in (_unknown_types, _bad_params):
        _refuse([finding for place, node in enumerate(nodes) for finding in check(place, node)])
    _refuse([f for place, node in enumerate(nodes) for f in _missing_needs(place, node, types)])
    _refuse(list(_shared_files(nodes)))


def _unknown_types(place: int, node: Node) -> Iterator[FieldError]:
    if node.type not in NODE_TYPES:
        known = ", ".join(NODE_TYPES)
        detail = f"{node.id}: {node.type!r} is not a node type; these are: {known}"
        yield FieldError(f"/tasks/{place}/type", "unknown_node_type", detail)


def _bad_params(place: int, node: Node) -> Iterator[FieldError]:
    try:
        NODE_TYPES[node.type].params.model_validate(node.params)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_context=False, include_input=False):
            pointer = "/".join(str(part) for part in found["loc"])
            yield FieldError(
                f"/tasks/{place}/params/{pointer}",
                "invalid_params",
                f"{node.id}: {pointer}: {found['msg']}",
            )


def _missing_needs(place: int, node: Node, types: dict[str, str]) -> Iterator[FieldError]:
    """Exactly one node of each type that is required: with two, which one is meant?"""
    needed = [types.get(need) for need in dict.fromkeys(node.needs)]
    for required in NODE_TYPES[node.type].requires:
        if needed.count(required) != 1:
            yield FieldError(
                f"/tasks/{place}/needs",
                "missing_need",
                f"{node.id}: a {node.type} node needs exactly one {required} node, "
                f"not {needed.count(required)}",
            )


def _shared_files(nodes: tuple[Node, ...]) -> Iterator[FieldError]:
    """Two nodes must not write the same file: two pictures with one index, for example."""
    owners: dict[str, str] = {}
    for place, node in enumerate(nodes):
        node_type = NODE_TYPES[node.type]
        if not isinstance(node_type, ProviderNode):
            continue
        params = node_type.params.model_validate(node.params)
        owner = owners.setdefault(node_type.object_key(UUID(int=0), node.id, params), node.id)
        if owner != node.id:
            yield FieldError(
                f"/tasks/{place}/params/index",
                "invalid_params",
                f"{node.id}: {owner} has the same index",
            )


def _refuse(findings: list[FieldError]) -> None:
    if findings:
        detail = "; ".join(finding.detail for finding in findings[:3])
        raise Invalid(findings[0].code, f"{detail}.", errors=tuple(findings))
