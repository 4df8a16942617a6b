"""All results with more pixels.

    generate_0 ─┬─ score_0
                └─ upscale_0 ─ persist_0

A failed measurement does not take the picture with it, so `persist` does not wait for it.
"""

from collections.abc import Iterator

from shared.compute.contract.tasks import Node
from shared.generation.templates.ingredients import Ingredients

_PICTURES = ("generate", "recolor", "try_on")


def add(nodes: tuple[Node, ...], order: Ingredients) -> tuple[Node, ...]:
    """The pictures before become steps on the way: they give up their index."""
    kept = tuple(_without_index(node) if node.type in _PICTURES else node for node in nodes)
    pictures = [node for node in nodes if node.type in _PICTURES]
    return kept + tuple(new for picture in pictures for new in _enlarge(picture, order))


def _without_index(node: Node) -> Node:
    params = {name: value for name, value in node.params.items() if name != "index"}
    return node.model_copy(update={"params": params})


def _enlarge(picture: Node, order: Ingredients) -> Iterator[Node]:
    index = picture.params["index"]
    yield Node(
        id=f"upscale_{index}",
        type="upscale",
        params={
            "factor": order.config.upscale,
            "seed": picture.params["seed"],
            "index": index,
        },
        needs=(picture.id,),
    )
    yield persist(index, f"upscale_{index}")


def persist(index: int, result_id: str) -> Node:
    return Node(id=f"persist_{index}", type="persist", params={"index": index}, needs=(result_id,))
