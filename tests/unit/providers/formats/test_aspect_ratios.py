"""Aspect ratios and sizes that a service offers."""

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.providers.formats.aspect_ratios import nearest_ratio, ratio_of, size_for

ASPECTS = st.builds("{}:{}".format, st.integers(1, 99), st.integers(1, 99))


@pytest.mark.parametrize(
    ("wanted", "found"), [("3:4", "3:4"), ("1:1", "3:4"), ("2:1", "16:9"), ("1:2", "9:16")]
)
def test_nearest_ratio_looks_most_alike(wanted: str, found: str) -> None:
    assert nearest_ratio(wanted, ("16:9", "3:4", "9:16")) == found


@pytest.mark.parametrize("broken", ["", "x", "3", "3:0", "a:b"])
def test_no_ratio_is_a_square(broken: str) -> None:
    assert ratio_of(broken) == 1.0


@given(st.lists(ASPECTS, min_size=1, unique=True))
def test_offered_ratio_is_found_again(offered: list[str]) -> None:
    found = nearest_ratio(offered[0], offered)
    assert ratio_of(found) == pytest.approx(ratio_of(offered[0]))


@given(
    st.builds("{}:{}".format, st.integers(1, 9), st.integers(1, 9)),
    st.integers(256, 8192),
)
def test_size_keeps_its_limits(aspect: str, edge: int) -> None:
    size = size_for(aspect, edge, step=16, max_pixels=2560 * 1440)
    assert max(size) <= edge
    assert prod(size) <= 2560 * 1440
    assert all(side % 16 == 0 and side >= 16 for side in size)
