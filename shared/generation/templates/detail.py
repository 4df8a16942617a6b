"""`detail`: a piece of the product from near by."""

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Category
from shared.generation.templates.ingredients import Ingredients
from shared.generation.templates.stills import build_stills


def build(order: Ingredients) -> tuple[Node, ...]:
    return build_stills(order, Category.DETAIL, of_person=False)
