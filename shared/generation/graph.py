"""The work that a generation orders from Compute. Pure; the same inputs give the same graph.

    prepare ─┬─ generate_0 ─ score_0
             ├─ generate_1 ─ score_1
             └─ ...

One product is cut out once; every prediction is generated from it with a seed of its own and
then measured against it (so `score` needs `prepare` as well).
"""

from typing import Any

from shared.catalog.models import Product
from shared.compute.schemas import Node
from shared.generation.config import GenerationConfig
from shared.generation.prompt import build_prompt, garment_hint
from shared.shooting.models import ShotType, Style, Subject
from shared.shooting.vocabulary import Backdrop, Form, Lighting

# Counts up whenever the same inputs would give another graph; stored with each generation.
GRAPH_VERSION = 1

# The set of a look without a style: a plain, warm white studio.
_PLAIN_SET = {
    "backdrop": str(Backdrop.SEAMLESS),
    "palette": ["#e9e4dc"],
    "lighting": str(Lighting.SOFT),
    "warmth": 0.0,
}


def build_task_graph(
    source_key: str,
    product: Product,
    subject: Subject | None,
    style: Style | None,
    shot_type: ShotType,
    config: GenerationConfig,
    seed: int,
) -> tuple[Node, ...]:
    """`source_key` is the product's image in the media bucket; prediction i gets `seed + i`."""
    picture = _picture_params(product, subject, style, shot_type, config)
    indexes = range(config.num_predictions)
    return (
        Node(
            id="prepare",
            type="prepare",
            params={"source_key": source_key, "garment": garment_hint(product)},
        ),
        *(_generate(index, seed + index, picture) for index in indexes),
        *(_score(index) for index in indexes),
    )


def _generate(index: int, seed: int, picture: dict[str, Any]) -> Node:
    return Node(
        id=f"generate_{index}",
        type="generate",
        params={**picture, "seed": seed, "index": index},
        needs=("prepare",),
    )


def _score(index: int) -> Node:
    return Node(
        id=f"score_{index}",
        type="score",
        params={"index": index},
        needs=(f"generate_{index}", "prepare"),
    )


def _picture_params(
    product: Product,
    subject: Subject | None,
    style: Style | None,
    shot_type: ShotType,
    config: GenerationConfig,
) -> dict[str, Any]:
    """What all predictions have in common; an option that was not chosen is not sent."""
    params = {
        "prompt": build_prompt(product, subject, style, shot_type, config),
        "negative": config.negative,
        "longest_edge": config.longest_edge,
        "style": _set_of(style),
        "shot": {
            "category": str(shot_type.category),
            "framing": str(shot_type.framing),
            "aspect_ratio": config.aspect_ratio or shot_type.aspect_ratio,
        },
        "form": str(subject.form if subject else Form.CLASSIC),
        "garment": garment_hint(product),
    }
    chosen = {"guidance_scale": config.guidance_scale, "steps": config.steps}
    return {**params, **{name: value for name, value in chosen.items() if value is not None}}


def _set_of(style: Style | None) -> dict[str, Any]:
    if style is None:
        return _PLAIN_SET
    return {
        "backdrop": str(style.backdrop),
        "palette": list(style.palette),
        "lighting": str(style.lighting),
        "warmth": style.warmth,
    }
