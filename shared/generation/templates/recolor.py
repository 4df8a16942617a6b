"""Recolouring of all images.

    generate_0 ─┬─ recolor_0_0
                └─ recolor_0_1

The originals stay results. Recoloured images are not scored: the score compares an image with
the product as photographed, including its colour.
"""

from shared.compute.contract.tasks import Node
from shared.generation.prompt import garment_hint
from shared.generation.templates.graph_inputs import GraphInputs


def add(nodes: tuple[Node, ...], inputs: GraphInputs) -> tuple[Node, ...]:
    """Indexes continue colour by colour: with 4 predictions the first colour has 4 to 7."""
    images = [node for node in nodes if node.type in ("generate", "try_on")]
    return nodes + tuple(
        _recolor(image, step, colour, len(images), garment_hint(inputs.product))
        for step, colour in enumerate(inputs.config.recolor)
        for image in images
    )


def _recolor(image: Node, step: int, colour: str, count: int, garment: str) -> Node:
    index = image.params["index"]
    return Node(
        id=f"recolor_{index}_{step}",
        type="recolor",
        params={
            "colour": colour,
            "garment": garment,
            "seed": image.params["seed"],
            "index": index + count * (step + 1),
        },
        needs=(image.id,),
    )
