"""`try_on`: the garment on the base images of the subject.

prepare ─┬─ try_on_0 ─ score_0
         └─ try_on_1 ─ score_1
"""

from shared.compute.contract.tasks import Node
from shared.generation.templates.graph_inputs import GraphInputs
from shared.generation.templates.stills import prepare, prompt_of, score
from shared.library.errors import SUBJECT_WITHOUT_IMAGE


def build(inputs: GraphInputs) -> tuple[Node, ...]:
    """Prediction i uses base image i, starting over after the last.

    Raises Invalid (`subject_without_image`) if the subject has no base image.
    """
    if not inputs.reference_keys:
        raise SUBJECT_WITHOUT_IMAGE(
            "The try_on workflow needs an image of a person; choose a subject with base images "
            "for the look, or another workflow.",
        )
    indexes = range(inputs.config.num_predictions)
    return (
        prepare(inputs),
        *(_try_on(index, inputs) for index in indexes),
        *(score(index, f"try_on_{index}") for index in indexes),
    )


def _try_on(index: int, inputs: GraphInputs) -> Node:
    people = inputs.reference_keys
    return Node(
        id=f"try_on_{index}",
        type="try_on",
        params={
            "person_key": people[index % len(people)],
            "prompt": prompt_of(inputs),
            "seed": inputs.seed + index,
            "index": index,
            "longest_edge": inputs.config.longest_edge,
        },
        needs=("prepare",),
    )
