"""`video`: still pictures set in motion, each from a seed of its own.

prepare ─ generate_0 ─┬─ score_0
                      └─ video_0 ─ persist_0
"""

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Category
from shared.generation.templates.ingredients import Ingredients
from shared.generation.templates.stills import (
    aspect_ratio_of,
    generate,
    picture_params,
    prepare,
    prompt_of,
    score,
)
from shared.generation.templates.upscale import persist

_SECONDS = 5


def build(order: Ingredients) -> tuple[Node, ...]:
    """The still shows the garment worn, for that is what can move."""
    still = picture_params(order, Category.ON_MODEL, of_person=True)
    indexes = range(order.config.num_predictions)
    return (
        prepare(order),
        *(generate(index, {**still, "seed": order.seed + index}) for index in indexes),
        *(score(index, f"generate_{index}") for index in indexes),
        *(_film(index, order) for index in indexes),
        *(persist(index, f"video_{index}") for index in indexes),
    )


def _film(index: int, order: Ingredients) -> Node:
    return Node(
        id=f"video_{index}",
        type="video",
        params={
            "prompt": prompt_of(order),
            "negative": order.config.negative,
            "seconds": order.config.video_seconds or _SECONDS,
            "aspect_ratio": aspect_ratio_of(order),
            "seed": order.seed + index,
            "index": index,
        },
        needs=(f"generate_{index}",),
    )
