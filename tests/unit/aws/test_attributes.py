"""Plain values survive the way to DynamoDB's attributes and back."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.aws.attributes import (
    from_attribute,
    from_attributes,
    to_attribute,
    to_attributes,
)
from shared.aws.keys import Noun

scalars = (
    st.none()
    | st.booleans()
    | st.text()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.binary()
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(values)
def test_value_survives_round_trip(value: Any) -> None:
    returned = from_attribute(to_attribute(value))
    assert returned == value
    assert type(returned) is type(value)


@given(st.dictionaries(st.text(), values))
def test_item_survives_round_trip(item: dict[str, Any]) -> None:
    assert from_attributes(to_attributes(item)) == item


@pytest.mark.parametrize(
    ("value", "attribute"),
    [
        (None, {"NULL": True}),
        (True, {"BOOL": True}),
        ("", {"S": ""}),
        (0, {"N": "0"}),
        (-1.5, {"N": "-1.5"}),
        (b"\x00", {"B": b"\x00"}),
        ((1, "a"), {"L": [{"N": "1"}, {"S": "a"}]}),
        ({"a": {}}, {"M": {"a": {"M": {}}}}),
        (Noun.SKU, {"S": "SKU"}),
    ],
)
def test_value_has_its_attribute(value: Any, attribute: dict[str, Any]) -> None:
    assert to_attribute(value) == attribute


@pytest.mark.parametrize(
    ("number", "value"), [("1E+2", 100.0), ("1e-7", 1e-7), ("12", 12), ("-3.0", -3.0)]
)
def test_spellings_of_numbers_are_read(number: str, value: float) -> None:
    assert from_attribute({"N": number}) == value


@pytest.mark.parametrize("value", [{1, 2}, object(), 1j, math.nan, math.inf, [-math.inf]])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        to_attribute(value)


def test_unused_attribute_type_is_refused() -> None:
    with pytest.raises(TypeError, match="SS"):
        from_attribute({"SS": ["a"]})
