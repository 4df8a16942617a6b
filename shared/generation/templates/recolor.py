"""The same pictures in other colours.

    generate_0 ─┬─ recolor_0_0
                └─ recolor_0_1

The originals stay results. The new ones are not scored: the measure compares with the product
as it was photographed, colour and all.
"""

from shared.compute.contract.tasks import Node
from shared.generation.prompt import garment_hint
from shared.generation.templates.ingredients import Ingredients


def add(nodes: tuple[Node, ...], order: Ingredients) -> tuple[Node, ...]:
    """Indexes go on colour by colour: with 4 predictions the first colour has 4 to 7."""
    pictures = [node for node in nodes if node.type in ("generate", "try_on")]
    return nodes + tuple(
        _recolor(picture, place, colour, len(pictures), garment_hint(order.product))
        for place, colour in enumerate(order.config.recolor)
        for picture in pictures
    )


def _recolor(picture: Node, place: int, colour: str, count: int, garment: str) -> Node:
    index = picture.params["index"]
    return Node(
        id=f"recolor_{index}_{place}",
        type="recolor",
        params={
            "colour": colour,
            "garment": garment,
            "seed": picture.params["seed"],
            "index": index + count * (place + 1),
        },
        needs=(picture.id,),
    )
