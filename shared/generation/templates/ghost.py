"""`ghost`: the garment as if worn, without anybody in it."""

from shared.compute.schemas import Node
from shared.generation.templates.ingredients import Ingredients
from shared.generation.templates.stills import build_stills
from shared.shooting.vocabulary import Category


def build(order: Ingredients) -> tuple[Node, ...]:
    return build_stills(order, Category.GHOST, of_person=False)
