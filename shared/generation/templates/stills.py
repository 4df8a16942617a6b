"""The graph of the still image workflows.

    prepare ─┬─ generate_0 ─ score_0
             ├─ generate_1 ─ score_1
             └─ ...

`prepare` cuts the product out. Each prediction is generated from the cut-out with its own seed
and measured against it, so `score` needs `prepare` as well.
"""

from typing import Any

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Backdrop, Category, Lighting
from shared.generation.prompt import build_prompt, garment_hint
from shared.generation.templates.graph_inputs import GraphInputs
from shared.library.models import Style
from shared.library.vocabulary import Form

# The set of a look without a style: a plain, warm white studio.
_PLAIN_SET = {
    "backdrop": str(Backdrop.SEAMLESS),
    "palette": ["#e9e4dc"],
    "lighting": str(Lighting.SOFT),
    "warmth": 0.0,
}


def build_stills(inputs: GraphInputs, category: Category, *, of_person: bool) -> tuple[Node, ...]:
    """With `of_person` the subject's base images are references, so that it looks the same."""
    image = image_params(inputs, category, of_person=of_person)
    indexes = range(inputs.config.num_predictions)
    return (
        prepare(inputs),
        *(generate(i, {**image, "seed": inputs.seed + i, "index": i}) for i in indexes),
        *(score(i, f"generate_{i}") for i in indexes),
    )


def prepare(inputs: GraphInputs) -> Node:
    params = {"source_key": inputs.source_key, "garment": garment_hint(inputs.product)}
    return Node(id="prepare", type="prepare", params=params)


def generate(index: int, params: dict[str, Any]) -> Node:
    return Node(id=f"generate_{index}", type="generate", params=params, needs=("prepare",))


def score(index: int, image_id: str) -> Node:
    params = {"index": index}
    return Node(id=f"score_{index}", type="score", params=params, needs=(image_id, "prepare"))


def image_params(inputs: GraphInputs, category: Category, *, of_person: bool) -> dict[str, Any]:
    """Parameters that all predictions share; options that were not chosen are left out."""
    config = inputs.config
    params = {
        "prompt": prompt_of(inputs),
        "negative": config.negative,
        "longest_edge": config.longest_edge,
        "style": _set_of(inputs.style),
        "shot": {
            "category": str(category),
            "framing": str(inputs.shot_type.framing),
            "aspect_ratio": aspect_ratio_of(inputs),
        },
        "form": str(inputs.subject.form if inputs.subject else Form.CLASSIC),
        "garment": garment_hint(inputs.product),
    }
    chosen = {
        "reference_keys": list(inputs.reference_keys) if of_person else None,
        "guidance_scale": config.guidance_scale,
        "steps": config.steps,
    }
    return params | {name: value for name, value in chosen.items() if value not in (None, [])}


def prompt_of(inputs: GraphInputs) -> str:
    return build_prompt(
        inputs.product, inputs.subject, inputs.style, inputs.shot_type, inputs.config
    )


def aspect_ratio_of(inputs: GraphInputs) -> str:
    return inputs.config.aspect_ratio or inputs.shot_type.aspect_ratio


def _set_of(style: Style | None) -> dict[str, Any]:
    if style is None:
        return _PLAIN_SET
    return {
        "backdrop": str(style.backdrop),
        "palette": list(style.palette),
        "lighting": str(style.lighting),
        "warmth": style.warmth,
    }
