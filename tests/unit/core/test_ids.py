"""Ids: fresh ones sort by time, derived ones repeat exactly."""

import time

from hypothesis import given
from hypothesis import strategies as st

from shared.core.ids import derived_id, new_id

parts = st.lists(st.text(max_size=8), max_size=4)


def test_new_ids_are_version_seven() -> None:
    assert {new_id().version for _ in range(50)} == {7}


def test_new_ids_sort_by_time() -> None:
    made = []
    for _ in range(5):
        made.append(str(new_id()))
        time.sleep(0.002)
    assert made == sorted(made)


def test_new_id_carries_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    milliseconds = new_id().int >> 80
    assert before <= milliseconds <= time.time_ns() // 1_000_000


@given(parts)
def test_same_parts_same_id(names: list[str]) -> None:
    assert derived_id(*names) == derived_id(*names)


@given(parts, parts)
def test_different_parts_different_id(names: list[str], others: list[str]) -> None:
    assert (derived_id(*names) == derived_id(*others)) is (names == others)


def test_separators_in_parts_do_not_blur() -> None:
    assert derived_id("a/b", "c") != derived_id("a", "b/c")
