"""Which nodes of a task make its results. Pure, for graphs that are asked for and for stored ones.

Results are what `persist` nodes let through. In a graph without them they are the images and
videos that have an index; in one without those, too, the words that were written.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from shared.compute.nodes.caption import CAPTION
from shared.compute.nodes.persist import PERSIST, RESULT_SLOT

RESULT_TYPES = RESULT_SLOT.types
TEXT_TYPES = ("analyze", "caption", "prompt")


class AnyNode(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def params(self) -> Mapping[str, Any]: ...


N = TypeVar("N", bound=AnyNode)


def result_nodes(nodes: Sequence[N]) -> tuple[N, ...]:
    """Those that give an image or a video."""
    persisted = tuple(node for node in nodes if node.type == PERSIST.name)
    return persisted or tuple(
        node for node in nodes if node.type in RESULT_TYPES and index_of(node) is not None
    )


def text_nodes(nodes: Sequence[N]) -> tuple[N, ...]:
    return tuple(node for node in nodes if node.type in TEXT_TYPES)


def goal_nodes(nodes: Sequence[N]) -> tuple[N, ...]:
    """Those that the task is for: one of them done, and it was not for nothing.

    The steps before a caption are words as well, but nobody asked for them.
    """
    captions = tuple(node for node in nodes if node.type == CAPTION.name)
    return result_nodes(nodes) or captions or text_nodes(nodes)


def index_of(node: AnyNode) -> int | None:
    index: int | None = node.params.get("index")
    return index
