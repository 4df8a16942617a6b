"""The work that a generation orders from Compute. Pure; the same inputs give the same graph.

A template makes the pictures of one workflow; colours and enlargements are added to it.
"""

from collections.abc import Callable, Mapping

from shared.compute.contract.tasks import Node
from shared.generation.config import Workflow
from shared.generation.errors import OPTION_NOT_AVAILABLE
from shared.generation.templates import (
    detail,
    flat_lay,
    ghost,
    lifestyle,
    on_model,
    packshot,
    recolor,
    try_on,
    upscale,
    video,
)
from shared.generation.templates.ingredients import Ingredients

# Counts up whenever the same inputs would give another graph; stored with each generation.
GRAPH_VERSION = 2

Template = Callable[[Ingredients], tuple[Node, ...]]

TEMPLATES: Mapping[Workflow, Template] = {
    "detail": detail.build,
    "flat_lay": flat_lay.build,
    "ghost": ghost.build,
    "lifestyle": lifestyle.build,
    "on_model": on_model.build,
    "packshot": packshot.build,
    "try_on": try_on.build,
    "video": video.build,
}


def build_task_graph(order: Ingredients) -> tuple[Node, ...]:
    """Raises Invalid: `prompt_too_long`, `option_not_available`, `subject_without_image`."""
    workflow, config = order.workflow, order.config
    _check_options(order)
    nodes = TEMPLATES[workflow](order)
    if config.recolor:
        nodes = recolor.add(nodes, order)
    if config.upscale:
        nodes = upscale.add(nodes, order)
    if config.use_cache:
        return nodes
    return tuple(node.model_copy(update={"cache": False}) for node in nodes)


def _check_options(order: Ingredients) -> None:
    """An option that would do nothing is told, not dropped."""
    config = order.config
    unfit = (
        {"recolor": config.recolor, "upscale": config.upscale}
        if order.workflow == "video"
        else {"video_seconds": config.video_seconds}
    )
    for name, value in unfit.items():
        if value:
            raise OPTION_NOT_AVAILABLE(
                f"The {order.workflow} workflow has no use for `{name}`; leave it out.",
            )
