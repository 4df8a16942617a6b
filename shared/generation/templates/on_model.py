"""`on_model`: the garment on the virtual model, or on a dress form."""

from shared.compute.contract.tasks import Node
from shared.core.set_vocabulary import Category
from shared.generation.templates.ingredients import Ingredients
from shared.generation.templates.stills import build_stills


def build(order: Ingredients) -> tuple[Node, ...]:
    return build_stills(order, Category.ON_MODEL, of_person=True)
