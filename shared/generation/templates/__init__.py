"""The graph of nodes that a generation orders from Compute. Pure; equal inputs, equal graph.

A template builds the graph of one workflow; `recolor` and `upscale` extend it.
"""

from collections.abc import Callable, Mapping
from functools import partial

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Category
from shared.generation.config import Workflow
from shared.generation.errors import OPTION_NOT_AVAILABLE
from shared.generation.templates import recolor, try_on, upscale, video
from shared.generation.templates.graph_inputs import GraphInputs
from shared.generation.templates.stills import build_stills

# Incremented when equal inputs would give another graph; stored with each generation.
GRAPH_VERSION = 2

Template = Callable[[GraphInputs], tuple[Node, ...]]


def _stills(category: Category, *, of_person: bool) -> Template:
    return partial(build_stills, category=category, of_person=of_person)


TEMPLATES: Mapping[Workflow, Template] = {
    "detail": _stills(Category.DETAIL, of_person=False),
    "flat_lay": _stills(Category.FLAT_LAY, of_person=False),
    "ghost": _stills(Category.GHOST, of_person=False),
    "lifestyle": _stills(Category.LIFESTYLE, of_person=True),
    "on_model": _stills(Category.ON_MODEL, of_person=True),
    "packshot": _stills(Category.PACKSHOT, of_person=False),
    "try_on": try_on.build,
    "video": video.build,
}


def build_task_graph(inputs: GraphInputs) -> tuple[Node, ...]:
    """Raises Invalid: `prompt_too_long`, `option_not_available`, `subject_without_image`."""
    config = inputs.config
    _require_applicable_options(inputs)
    nodes = TEMPLATES[inputs.workflow](inputs)
    if config.recolor:
        nodes = recolor.add(nodes, inputs)
    if config.upscale:
        nodes = upscale.add(nodes, inputs)
    if config.use_cache:
        return nodes
    return tuple(node.model_copy(update={"cache": False}) for node in nodes)


def _require_applicable_options(inputs: GraphInputs) -> None:
    """Refuse an option that the workflow would ignore."""
    config = inputs.config
    ignored = (
        {"recolor": config.recolor, "upscale": config.upscale}
        if inputs.workflow == "video"
        else {"video_seconds": config.video_seconds}
    )
    for name, value in ignored.items():
        if value:
            raise OPTION_NOT_AVAILABLE(
                f"The {inputs.workflow} workflow has no use for `{name}`; leave it out.",
            )
