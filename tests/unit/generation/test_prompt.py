"""Prompts of generations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import Invalid
from shared.generation.config import GenerationConfig
from shared.generation.prompt import build_prompt, describe_product, garment_hint
from tests.scenes.generation_parts import (
    make_product,
    make_shot_type,
    make_style,
    make_subject,
)

_PLAIN = GenerationConfig()
_WORDS = st.text(max_size=60)


def test_template_is_filled_in() -> None:
    subject = make_subject(description="a tall woman with short hair")
    config = GenerationConfig(prompt_extra="Wind in the fabric.")
    prompt = build_prompt(
        make_product(brand="Acme"), subject, make_style(), make_shot_type(), config
    )
    assert prompt == (
        "Full body photograph of a tall woman with short hair wearing Linen summer dress by Acme, "
        "standing, on raw concrete, hard light. Wind in the fabric"
    )


def test_empty_placeholders_leave_no_gaps() -> None:
    prompt = build_prompt(make_product(), None, None, make_shot_type(pose=""), _PLAIN)
    assert prompt == (
        "Full body photograph of a model wearing Linen summer dress, in a plain, evenly lit studio"
    )


def test_style_follows_when_template_omits_it() -> None:
    shot_type = make_shot_type(prompt_template="{product}")
    prompt = build_prompt(make_product(), None, make_style(), shot_type, _PLAIN)
    assert prompt == "Linen summer dress. on raw concrete, hard light"


def test_category_is_said_once() -> None:
    assert describe_product(make_product(category="Dress")) == "Linen summer dress"
    assert describe_product(make_product(category="apron")) == "Linen summer dress (apron)"


def test_nothing_is_claimed_without_category() -> None:
    assert garment_hint(make_product()) == ""
    assert garment_hint(make_product(category="dress")) == "dress Linen summer dress"
    assert len(garment_hint(make_product("x" * 200, category="dress"))) == 100


def test_too_long_prompt_is_refused_not_cut() -> None:
    subject = make_subject(description="x" * 2000)
    shot_type = make_shot_type(prompt_template="{subject} {subject}")
    with pytest.raises(Invalid, match="prompt_too_long"):
        build_prompt(make_product(), subject, None, shot_type, _PLAIN)


@given(name=_WORDS.filter(str.strip), extra=_WORDS, style=_WORDS)
def test_prompt_evaluates_no_text(name: str, extra: str, style: str) -> None:
    shot_type = make_shot_type(prompt_template="{product} {style}")
    config = GenerationConfig(prompt_extra=extra)
    product = make_product(f"{{0.__class__}} {name}")
    prompt = build_prompt(product, None, make_style(prompt_fragment=style), shot_type, config)
    assert prompt.startswith("{0.__class__}")
