from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.providers.fields import number_of, present, texts_of


def test_empty_fields_are_left_out() -> None:
    kept = present(a=0, b=False, c="x", d=[1], e=None, f="", g=[], h={}, i=())
    assert kept == {"a": 0, "b": False, "c": "x", "d": [1]}


@pytest.mark.parametrize(
    ("value", "texts"), [(["a", "", 3, None, "b"], ("a", "b")), ("ab", ()), (None, ())]
)
def test_only_texts_of_a_list_count(value: Any, texts: tuple[str, ...]) -> None:
    assert texts_of(value) == texts


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3.0), (0.5, 0.5), (True, None), ("3", None), (None, None), (float("nan"), None)],
)
def test_only_numbers_count(value: Any, number: float | None) -> None:
    assert number_of(value) == number


@given(st.integers() | st.floats())
def test_numbers_are_within_reason(value: float) -> None:
    found = number_of(value)
    assert found is None or abs(found) < 1e15
