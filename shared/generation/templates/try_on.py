"""`try_on`: the garment put on pictures of the virtual model.

prepare ─┬─ try_on_0 ─ score_0
         └─ try_on_1 ─ score_1
"""

from shared.compute.contract.tasks import Node
from shared.generation.templates.ingredients import Ingredients
from shared.generation.templates.stills import prepare, prompt_of, score
from shared.library.errors import SUBJECT_WITHOUT_IMAGE


def build(order: Ingredients) -> tuple[Node, ...]:
    """The predictions take turns with the subject's pictures. `subject_without_image`."""
    if not order.reference_keys:
        raise SUBJECT_WITHOUT_IMAGE(
            "The try_on workflow needs a picture of a person; choose a subject with base images "
            "for the look, or another workflow.",
        )
    indexes = range(order.config.num_predictions)
    return (
        prepare(order),
        *(_try_on(index, order) for index in indexes),
        *(score(index, f"try_on_{index}") for index in indexes),
    )


def _try_on(index: int, order: Ingredients) -> Node:
    people = order.reference_keys
    return Node(
        id=f"try_on_{index}",
        type="try_on",
        params={
            "person_key": people[index % len(people)],
            "prompt": prompt_of(order),
            "seed": order.seed + index,
            "index": index,
            "longest_edge": order.config.longest_edge,
        },
        needs=("prepare",),
    )
