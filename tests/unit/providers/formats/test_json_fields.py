from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.set_vocabulary import Backdrop, Lighting
from shared.providers.errors import ProviderFailed
from shared.providers.formats.json_fields import (
    as_number,
    as_texts,
    list_at,
    seed_at,
    text_at,
    value_at,
)
from shared.providers.formats.numbers import nearest_duration, seed_31_bits
from shared.providers.formats.prompts import edit_instruction
from shared.providers.http import own_url
from shared.providers.requests import SetStyle
from shared.providers.vendors.fal import ADAPTER
from tests.scenes.adapter_parts import background_request, connection

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner),
)


def test_path_leads_through_objects_and_lists() -> None:
    received = {"images": [{"url": "u"}, {"url": None}]}

    assert text_at(received, "images", 0, "url") == "u"
    assert text_at(received, "images", 1, "url") == ""
    assert value_at(received, "images", 2, "url") is None
    assert list_at(received, "images", 0) == []


@given(_JSON, st.lists(st.sampled_from("ab") | st.integers(-3, 3)))
def test_any_path_is_harmless(value: Any, path: list[str | int]) -> None:
    assert isinstance(text_at(value, *path), str)
    assert isinstance(list_at(value, *path), list)


@pytest.mark.parametrize(
    ("value", "seed"), [(7, 7), (True, None), (-1, None), (2**53, None), ("7", None), (1.0, None)]
)
def test_only_sound_seeds_count(value: Any, seed: int | None) -> None:
    assert seed_at({"seed": value}, "seed") == seed


@pytest.mark.parametrize("url", ["https://queue.fal.run/x", "https://queue.eu.fal.run/x"])
def test_own_hosts_get_the_key(url: str) -> None:
    assert own_url(url, connection(ADAPTER), "fal.ai", (".fal.run",)) == url


@pytest.mark.parametrize(
    "url",
    ["http://queue.fal.run/x", "https://evil.test/x", "https://fal.run.evil.test", "file:///x"],
)
def test_foreign_hosts_do_not(url: str) -> None:
    with pytest.raises(ProviderFailed):
        own_url(url, connection(ADAPTER), "fal.ai", (".fal.run",))


@given(st.integers(0, 2**53 - 1))
def test_folded_seeds_have_31_bits(seed: int) -> None:
    assert 0 <= seed_31_bits(seed) < 2**31


def test_length_is_the_nearest() -> None:
    assert [nearest_duration(wanted, (5, 10)) for wanted in (1, 7, 8, 99)] == [5, 5, 10, 10]


def test_set_is_described_in_words() -> None:
    style = SetStyle(
        backdrop=Backdrop.LINEN, palette=("#112233", "#445566"), lighting=Lighting.WINDOW
    )

    assert edit_instruction(background_request(style=style, prompt="")) == (
        "Replace the background with a linen set in #112233, #445566 under window light. "
        "Keep the subject as it is."
    )


@pytest.mark.parametrize(
    ("value", "texts"), [(["a", "", 3, None, "b"], ("a", "b")), ("ab", ()), (None, ())]
)
def test_only_texts_of_a_list_count(value: Any, texts: tuple[str, ...]) -> None:
    assert as_texts(value) == texts


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3.0), (0.5, 0.5), (True, None), ("3", None), (None, None), (float("nan"), None)],
)
def test_only_numbers_count(value: Any, number: float | None) -> None:
    assert as_number(value) == number


@given(st.integers() | st.floats())
def test_numbers_are_within_reason(value: float) -> None:
    found = as_number(value)
    assert found is None or abs(found) < 1e15
