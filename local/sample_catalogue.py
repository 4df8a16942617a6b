"""The demo's own products: what the photographs of `sample_photos` show, and what suits them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleProduct:
    """`style` names one of the styles that every new organization starts with."""

    name: str
    category: str
    style: str


# By the name of the photograph's file without its ending.
SAMPLES: dict[str, SampleProduct] = {
    "cable-sweater": SampleProduct("Cable sweater", "knitwear", "Linen atelier"),
    "floral-dress": SampleProduct("Floral dress", "dress", "Terracotta arch"),
    "linen-shirt": SampleProduct("Linen shirt", "shirt", "Morning window"),
    "pleated-skirt": SampleProduct("Pleated skirt", "skirt", "Evening gradient"),
    "striped-tee": SampleProduct("Striped tee", "t-shirt", "Concrete edge"),
    "wool-trousers": SampleProduct("Wool trousers", "trousers", "Clean studio"),
}
