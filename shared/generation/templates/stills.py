"""What the workflows of still pictures have in common.

    prepare ─┬─ generate_0 ─ score_0
             ├─ generate_1 ─ score_1
             └─ ...

One product is cut out once; every prediction is generated from it with a seed of its own and
then measured against it (so `score` needs `prepare` as well).
"""

from typing import Any

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Backdrop, Category, Lighting
from shared.generation.prompt import build_prompt, garment_hint
from shared.generation.templates.ingredients import Ingredients
from shared.library.models import Style
from shared.library.vocabulary import Form

# The set of a look without a style: a plain, warm white studio.
_PLAIN_SET = {
    "backdrop": str(Backdrop.SEAMLESS),
    "palette": ["#e9e4dc"],
    "lighting": str(Lighting.SOFT),
    "warmth": 0.0,
}


def build_stills(order: Ingredients, category: Category, *, of_person: bool) -> tuple[Node, ...]:
    """With `of_person` the subject's pictures go along, so that it looks the same each time."""
    picture = picture_params(order, category, of_person=of_person)
    indexes = range(order.config.num_predictions)
    return (
        prepare(order),
        *(generate(i, {**picture, "seed": order.seed + i, "index": i}) for i in indexes),
        *(score(i, f"generate_{i}") for i in indexes),
    )


def prepare(order: Ingredients) -> Node:
    params = {"source_key": order.source_key, "garment": garment_hint(order.product)}
    return Node(id="prepare", type="prepare", params=params)


def generate(index: int, params: dict[str, Any]) -> Node:
    return Node(id=f"generate_{index}", type="generate", params=params, needs=("prepare",))


def score(index: int, picture_id: str) -> Node:
    params = {"index": index}
    return Node(id=f"score_{index}", type="score", params=params, needs=(picture_id, "prepare"))


def picture_params(order: Ingredients, category: Category, *, of_person: bool) -> dict[str, Any]:
    """What all predictions have in common; an option that was not chosen is not sent."""
    config = order.config
    params = {
        "prompt": prompt_of(order),
        "negative": config.negative,
        "longest_edge": config.longest_edge,
        "style": _set_of(order.style),
        "shot": {
            "category": str(category),
            "framing": str(order.shot_type.framing),
            "aspect_ratio": aspect_ratio_of(order),
        },
        "form": str(order.subject.form if order.subject else Form.CLASSIC),
        "garment": garment_hint(order.product),
    }
    chosen = {
        "reference_keys": list(order.reference_keys) if of_person else None,
        "guidance_scale": config.guidance_scale,
        "steps": config.steps,
    }
    return params | {name: value for name, value in chosen.items() if value not in (None, [])}


def prompt_of(order: Ingredients) -> str:
    return build_prompt(order.product, order.subject, order.style, order.shot_type, order.config)


def aspect_ratio_of(order: Ingredients) -> str:
    return order.config.aspect_ratio or order.shot_type.aspect_ratio


def _set_of(style: Style | None) -> dict[str, Any]:
    if style is None:
        return _PLAIN_SET
    return {
        "backdrop": str(style.backdrop),
        "palette": list(style.palette),
        "lighting": str(style.lighting),
        "warmth": style.warmth,
    }
