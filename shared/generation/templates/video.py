"""`video`: a video from each still image, each with its own seed.

prepare ─ generate_0 ─┬─ score_0
                      └─ video_0 ─ persist_0
"""

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Category
from shared.generation.templates.graph_inputs import GraphInputs
from shared.generation.templates.stills import (
    aspect_ratio_of,
    generate,
    image_params,
    prepare,
    prompt_of,
    score,
)
from shared.generation.templates.upscale import persist

_SECONDS = 5


def build(inputs: GraphInputs) -> tuple[Node, ...]:
    """The still images show the garment worn by the subject."""
    still = image_params(inputs, Category.ON_MODEL, of_person=True)
    indexes = range(inputs.config.num_predictions)
    return (
        prepare(inputs),
        *(generate(index, {**still, "seed": inputs.seed + index}) for index in indexes),
        *(score(index, f"generate_{index}") for index in indexes),
        *(_video(index, inputs) for index in indexes),
        *(persist(index, f"video_{index}") for index in indexes),
    )


def _video(index: int, inputs: GraphInputs) -> Node:
    return Node(
        id=f"video_{index}",
        type="video",
        params={
            "prompt": prompt_of(inputs),
            "negative": inputs.config.negative,
            "seconds": inputs.config.video_seconds or _SECONDS,
            "aspect_ratio": aspect_ratio_of(inputs),
            "seed": inputs.seed + index,
            "index": index,
        },
        needs=(f"generate_{index}",),
    )
