"""Enlargement of all results.

    generate_0 ─┬─ score_0
                └─ upscale_0 ─ persist_0

`persist` does not need `score`, so a failed measurement does not lose the image.
"""

from collections.abc import Iterator

from shared.compute.contract.tasks import Node
from shared.generation.templates.graph_inputs import GraphInputs

_IMAGES = ("generate", "recolor", "try_on")


def add(nodes: tuple[Node, ...], inputs: GraphInputs) -> tuple[Node, ...]:
    """The original images become intermediate nodes, so they lose their index."""
    kept = tuple(_without_index(node) if node.type in _IMAGES else node for node in nodes)
    images = [node for node in nodes if node.type in _IMAGES]
    return kept + tuple(new for image in images for new in _enlarge(image, inputs))


def _without_index(node: Node) -> Node:
    params = {name: value for name, value in node.params.items() if name != "index"}
    return node.model_copy(update={"params": params})


def _enlarge(image: Node, inputs: GraphInputs) -> Iterator[Node]:
    index = image.params["index"]
    yield Node(
        id=f"upscale_{index}",
        type="upscale",
        params={
            "factor": inputs.config.upscale,
            "seed": image.params["seed"],
            "index": index,
        },
        needs=(image.id,),
    )
    yield persist(index, f"upscale_{index}")


def persist(index: int, result_id: str) -> Node:
    return Node(id=f"persist_{index}", type="persist", params={"index": index}, needs=(result_id,))
