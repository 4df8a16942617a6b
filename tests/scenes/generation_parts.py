"""Inputs of a generation, in memory."""

from datetime import UTC, datetime
from typing import Any

from shared.core.ids import derived_id
from shared.core.set_vocabulary import Backdrop, Category, Framing, Lighting
from shared.library.models import ShotType, Style, Subject
from shared.library.vocabulary import Form
from shared.products.models import Product

_NOW = datetime(2024, 6, 1, tzinfo=UTC)


def stored(name: str) -> dict[str, Any]:
    """The fields that every entity carries."""
    return {
        "id": derived_id(name),
        "organization_id": derived_id("acme"),
        "created_at": _NOW,
        "updated_at": _NOW,
        "name": name,
    }


def make_product(name: str = "Linen summer dress", **fields: Any) -> Product:
    return Product(**stored(name), **fields)


def make_subject(**fields: Any) -> Subject:
    return Subject(**stored("Ada"), **{"form": Form.CURVE, **fields})


def make_style(**fields: Any) -> Style:
    values = {
        "prompt_fragment": "on raw concrete, hard light",
        "backdrop": Backdrop.CONCRETE,
        "palette": ("#b9bcbf", "#7d8287"),
        "lighting": Lighting.HARD,
        "warmth": -0.4,
    }
    return Style(**stored("Concrete edge"), **{**values, **fields})


def make_shot_type(**fields: Any) -> ShotType:
    values = {
        "category": Category.ON_MODEL,
        "framing": Framing.FULL,
        "pose": "standing",
        "aspect_ratio": "3:4",
        "prompt_template": "Full body photograph of {subject} wearing {product}, {pose}, {style}",
    }
    return ShotType(**stored("full_body"), **{**values, **fields})
