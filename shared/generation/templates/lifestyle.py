"""`lifestyle`: the product worn or at home in a scene."""

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Category
from shared.generation.templates.ingredients import Ingredients
from shared.generation.templates.stills import build_stills


def build(order: Ingredients) -> tuple[Node, ...]:
    return build_stills(order, Category.LIFESTYLE, of_person=True)
