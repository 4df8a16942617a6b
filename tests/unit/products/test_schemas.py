from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.aws.attributes import from_attribute, to_attribute
from shared.products.attributes import check_storable
from shared.products.schemas import ProductCreate, ProductUpdate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**37), 10**37) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), inner, max_size=4)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 201, None])
def test_blank_name_is_refused(name: str | None) -> None:
    with pytest.raises(ValidationError):
        ProductCreate.model_validate({"name": name})
    with pytest.raises(ValidationError):
        ProductUpdate.model_validate({"name": name})


@pytest.mark.parametrize("field", ["sku", "category", "brand"])
@pytest.mark.parametrize("blank", ["", "   ", "\t\n", None])
def test_blank_text_is_none(field: str, blank: str | None) -> None:
    product = ProductCreate.model_validate({"name": "Dress", field: blank})
    assert getattr(product, field) is None


@pytest.mark.parametrize("sku", ["A/B", "A\\B", "A#B", "A\x00B", "A\nB", "x" * 65])
def test_unsafe_sku_is_refused(sku: str) -> None:
    with pytest.raises(ValidationError):
        ProductCreate.model_validate({"name": "Dress", "sku": sku})


@pytest.mark.parametrize("sku", ["A", "ABC-123", "Ä 7.2", " padded "])
def test_usual_skus_are_taken(sku: str) -> None:
    assert ProductCreate.model_validate({"name": "Dress", "sku": sku}).sku == sku.strip()


@pytest.mark.parametrize("field", ["attributes", "metadata"])
def test_maps_cannot_be_null(field: str) -> None:
    with pytest.raises(ValidationError, match="cannot be null"):
        ProductUpdate.model_validate({field: None})


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        1e200,
        1e-200,
        10**40,
        {"": 1},
        "x" * 40_000,
        "\ud800",
        [[[[[[[[[]]]]]]]]],
    ],
)
def test_unstorable_attributes_are_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        ProductCreate.model_validate({"name": "Dress", "attributes": {"value": value}})


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), JSON, max_size=4))
def test_accepted_attributes_come_back(attributes: dict[str, Any]) -> None:
    try:
        accepted = check_storable(attributes)
    except ValueError:
        return
    assert from_attribute(to_attribute(accepted)) == attributes
