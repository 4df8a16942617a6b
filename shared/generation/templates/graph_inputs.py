"""Inputs of a graph."""

from dataclasses import dataclass

from shared.generation.config import GenerationConfig, Workflow
from shared.library.models import ShotType, Style, Subject
from shared.products.models import Product


@dataclass(frozen=True, kw_only=True)
class GraphInputs:
    """`source_key` is the product's image in the media bucket. `reference_keys` are the subject's
    base images, the most important first. Prediction i has the seed `seed + i`.
    """

    source_key: str
    product: Product
    subject: Subject | None
    reference_keys: tuple[str, ...] = ()
    style: Style | None
    shot_type: ShotType
    config: GenerationConfig
    seed: int

    @property
    def workflow(self) -> Workflow:
        return self.config.workflow or self.shot_type.category.value
