"""Validation of library entries."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.core.clock import utc_now
from shared.library.models import ShotType
from shared.library.rules import Rule
from shared.library.schemas import BaseImageInput, ShotTypeCreate, StyleCreate

RULE = TypeAdapter(Rule)


def _shot_type(**fields: Any) -> ShotTypeCreate:
    return ShotTypeCreate(**{"name": "full_body", "category": "on_model", **fields})


def _stored(template: str) -> ShotType:
    now = utc_now()
    return ShotType(
        id=uuid4(),
        organization_id=uuid4(),
        created_at=now,
        updated_at=now,
        name="full_body",
        category="on_model",
        pose="walking",
        prompt_template=template,
    )


@pytest.mark.parametrize("name", ["Full body", "full-body", "_full", "full_", "a/b", ""])
def test_shot_type_name_fits_files(name: str) -> None:
    with pytest.raises(ValidationError):
        _shot_type(name=name)


@pytest.mark.parametrize("ratio", ["3:4", "1:1", "16:9", "4:1", "1:4"])
def test_common_ratios_are_accepted(ratio: str) -> None:
    assert _shot_type(aspect_ratio=ratio).aspect_ratio == ratio


@pytest.mark.parametrize("ratio", ["0:1", "5:1", "1:5", "3x4", "3", "3:4:5", "-3:4", "03:4"])
def test_impossible_ratios_are_refused(ratio: str) -> None:
    with pytest.raises(ValidationError):
        _shot_type(aspect_ratio=ratio)


def test_unknown_placeholder_names_allowed_ones() -> None:
    with pytest.raises(ValidationError, match=r"\{garment\}; allowed are \{product\}"):
        _shot_type(prompt_template="{garment} on {subject}")


def test_template_is_filled_in() -> None:
    template = "{subject} in {product}, {pose}, {style}"
    filled = _stored(template).prompt(product="a dress", subject="Ada", style="soft light")
    assert filled == "Ada in a dress, walking, soft light"


@given(st.text())
def test_product_text_is_never_evaluated(name: str) -> None:
    """Braces, attribute access and percent signs in a name stay plain text."""
    hostile = f"{{0.__class__}} %s {name}"
    filled = _stored("{product}").prompt(product=hostile)
    assert filled.startswith("{0.__class__} %s")


@pytest.mark.parametrize(
    "fields",
    [
        {"warmth": 1.1},
        {"palette": []},
        {"palette": ["red"]},
        {"backdrop": "brick"},
        {"lighting": "neon"},
        {"colour": "#ffffff"},
    ],
)
def test_unknown_style_value_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        StyleCreate(name="Clean", **fields)


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "smell"},
        {"kind": "background_color", "color": "white"},
        {"kind": "margin", "min_share": 2},
        {"kind": "palette", "colors": []},
        {"kind": "min_resolution"},
        {"kind": "crop", "aspect_ratio": "wide"},
    ],
)
def test_malformed_rule_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RULE.validate_python(rule)


def test_base_image_needs_one_source() -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        BaseImageInput(pose="walking")
