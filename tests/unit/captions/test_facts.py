"""Facts that a caption may mention."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.captions.facts import Facts
from shared.compute.nodes.caption import CAPTION
from shared.core.ids import derived_id
from shared.review.models import Prediction
from tests.scenes.generation_parts import make_product, make_style
from tests.scenes.prediction_facts import make_facts

_KEY = "media/1/file.webp"
_PREDICTION = Prediction(
    id=derived_id("prediction"),
    organization_id=derived_id("acme"),
    created_at=datetime(2024, 6, 1, tzinfo=UTC),
    updated_at=datetime(2024, 6, 1, tzinfo=UTC),
    shot_id=derived_id("shot"),
    shooting_id=derived_id("shooting"),
    shooting_look_id=derived_id("look"),
    generation_id=derived_id("generation"),
    **make_facts().model_dump(),
)


def params(image_key: str | None = _KEY, **product: Any) -> dict[str, Any]:
    return Facts(_PREDICTION, image_key, make_product(**product), make_style()).params()


def test_product_and_set_are_known() -> None:
    known = params(brand="Acme", category="dress", attributes={"colour": "sand"})
    assert known == {
        "image_key": _KEY,
        "product": "Linen summer dress",
        "brand": "Acme",
        "category": "dress",
        "notes": "colours: sand; set: on raw concrete, hard light",
    }


def test_unknown_things_are_left_out() -> None:
    assert Facts(_PREDICTION, None, None, None).params() == {}


@pytest.mark.parametrize(
    "attributes",
    [
        {"Colour": "sand, rust"},
        {"main_colors": ["sand", "rust"]},
        {"color": "sand", "colour_2": "rust"},
    ],
)
def test_colours_are_found_by_their_name(attributes: dict[str, Any]) -> None:
    assert params(attributes=attributes)["notes"].startswith("colours: sand, rust;")


@pytest.mark.parametrize("value", [None, 3, {"a": "b"}, [], "", [1, None]])
def test_colours_of_no_words_are_passed_over(value: Any) -> None:
    assert params(attributes={"colour": value})["notes"].startswith("set:")


@given(st.text(max_size=600), st.text(max_size=5000), st.text(max_size=600))
def test_compute_accepts_all_facts(name: str, colour: str, brand: str) -> None:
    known = params(name=name, brand=brand, attributes={"colour": colour})
    CAPTION.params.model_validate(known)
