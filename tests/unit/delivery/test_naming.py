"""File names: what a pattern gives, and what no pattern may ever give."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.core.errors import Invalid
from shared.core.slugs import file_slug
from shared.delivery.naming import (
    MAX_STEM_BYTES,
    VARIABLES,
    NameBook,
    date_text,
    index_text,
    parse_pattern,
    render_stem,
)

VALUES = {
    "sku": "ABC123",
    "product_name": "Summer Dress",
    "shot_type": "full_body",
    "subject": "Model A",
    "shooting": "Summer 2024",
    "index": index_text(1),
    "date": date_text(date(2024, 1, 15)),
}
SEPARATORS = set('/\\:*?"<>|\0\n\r\t')

anything = st.text(max_size=300)
values = st.fixed_dictionaries(dict.fromkeys(VARIABLES, anything) | {"index": st.just("001")})
parts = st.one_of(
    st.sampled_from([f"{{{name}}}" for name in VARIABLES]),
    st.text(alphabet=st.characters(exclude_characters='{}/\\:*?"<>|', exclude_categories=["C"])),
)
patterns = st.lists(parts, min_size=1, max_size=8).map("".join)


def name_of(pattern: str, extension: str = "png") -> str:
    return NameBook(extension).claim(render_stem(parse_pattern(pattern), VALUES))


def test_documented_example_comes_out() -> None:
    assert name_of("{sku}_{shot_type}_{index}") == "ABC123_full_body_001.png"


def test_extension_in_pattern_is_replaced() -> None:
    assert name_of("{sku}_{shot_type}_{index}.png", "jpg") == "ABC123_full_body_001.jpg"


def test_every_variable_has_documented_form() -> None:
    names = {name: name_of(f"{{{name}}}") for name in VARIABLES}
    assert names == {
        "sku": "ABC123.png",
        "product_name": "Summer_Dress.png",
        "shot_type": "full_body.png",
        "subject": "Model_A.png",
        "shooting": "Summer_2024.png",
        "index": "001.png",
        "date": "2024-01-15.png",
    }


@pytest.mark.parametrize(
    ("number", "text"), [(0, "000"), (1, "001"), (42, "042"), (999, "999"), (1000, "1000")]
)
def test_index_has_three_digits(number: int, text: str) -> None:
    assert index_text(number) == text


def test_unknown_variable_names_allowed_ones() -> None:
    with pytest.raises(Invalid) as caught:
        parse_pattern("{sku}_{colour}")
    assert caught.value.code == "unknown_variable"
    assert "{colour}" in caught.value.detail
    assert all(f"{{{name}}}" in caught.value.detail for name in VARIABLES)
    assert caught.value.errors[0].pointer == "/naming/pattern"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "  ",
        ".png",
        "{sku",
        "sku}",
        "{{sku}}",
        "{sku}}",
        "{a{sku}}",
        "{sku}/{index}",
        "a\\b",
        "a:b",
        "{sku}\x00",
        "what?",
    ],
)
def test_bad_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_pattern(pattern)
    assert caught.value.code == "bad_pattern"


def test_empty_value_takes_its_underscore() -> None:
    stem = render_stem(parse_pattern("{sku}_{subject}_{index}"), {**VALUES, "subject": ""})
    assert stem == "ABC123_001"


def test_name_of_nothing_has_index() -> None:
    assert render_stem(parse_pattern("{subject}"), {**VALUES, "subject": "//"}) == "image_001"


def test_other_scripts_stay_readable() -> None:
    assert file_slug("ワンピース") == "ワンピース"
    assert file_slug("हिन्दी") == "हिन्दी"
    assert file_slug("robe d'été") == "robe_d_été"


@pytest.mark.parametrize("device", ["CON", "nul", "com1", "LPT9"])
def test_windows_devices_are_avoided(device: str) -> None:
    assert render_stem(parse_pattern("{sku}"), {**VALUES, "sku": device}) == f"_{device}"


def test_same_name_gets_suffix() -> None:
    book = NameBook("png")
    assert [book.claim("a"), book.claim("A"), book.claim("a_2"), book.claim("a")] == [
        "a.png",
        "A_2.png",
        "a_2_2.png",
        "a_3.png",
    ]


def test_taken_names_are_left_alone() -> None:
    assert NameBook("png", ["a.png", "A_2.PNG"]).claim("a") == "a_3.png"


@given(pattern=patterns, values=values)
def test_name_is_always_a_safe_file(pattern: str, values: dict[str, str]) -> None:
    try:
        parsed = parse_pattern(pattern)
    except Invalid:
        assume(False)  # such as one that is nothing but spaces
    stem = render_stem(parsed, values)
    assert stem
    assert not SEPARATORS & set(stem)
    assert not stem.startswith((".", "-", " "))
    assert not stem.endswith((".", " "))
    assert len(stem.encode()) <= MAX_STEM_BYTES + 1


@given(text=st.text(max_size=60))
def test_any_text_parses_or_is_invalid(text: str) -> None:
    try:
        parts = parse_pattern(text)
    except Invalid as error:
        code = error.code
        parts = ()
    else:
        code = ""
    assert code in {"", "bad_pattern", "unknown_variable"}
    assert all(part.text in VARIABLES for part in parts if part.is_variable)


@given(text=anything)
def test_slug_is_stable(text: str) -> None:
    assert file_slug(file_slug(text)) == file_slug(text)


@given(st.lists(st.text(alphabet="aAbB_2", min_size=1, max_size=4), max_size=40))
def test_names_of_one_export_differ(stems: list[str]) -> None:
    book = NameBook("png")
    names = [book.claim(stem) for stem in stems]
    assert len({name.casefold() for name in names}) == len(stems)
