"""Types of the set's vocabulary, and the words that other modules repeat."""

from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.compositor.request import CATEGORIES
from shared.core.set_vocabulary import (
    MAX_SEED,
    Category,
    HexColor,
    Locale,
    ModerateAspectRatio,
    Seed,
)
from shared.generation.config import Workflow


@pytest.mark.parametrize(
    ("field_type", "value"),
    [
        (HexColor, "#e9E4dc"),
        (ModerateAspectRatio, "1:4"),
        (Seed, MAX_SEED),
        (Locale, "pt-BR"),
        (Locale, "zh-Hant-TW"),
    ],
)
def test_valid_values_are_accepted(field_type: type, value: object) -> None:
    assert TypeAdapter(field_type).validate_python(value) == value


@pytest.mark.parametrize(
    ("field_type", "value"),
    [
        (HexColor, "#e9e"),
        (HexColor, "e9e4dc"),
        (ModerateAspectRatio, "1:5"),
        (ModerateAspectRatio, "0:1"),
        (Seed, MAX_SEED + 1),
        (Seed, -1),
        (Locale, "italian"),
    ],
)
def test_invalid_values_are_refused(field_type: type, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(field_type).validate_python(value)


def test_workflows_are_the_categories_and_try_on() -> None:
    assert set(get_args(Workflow)) == {*Category, "try_on"}


def test_compositor_renders_all_categories_but_video() -> None:
    assert set(CATEGORIES) == set(Category) - {Category.VIDEO}
