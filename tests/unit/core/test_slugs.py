"""Slugs are safe in an address, whatever the organization is called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.slugs import address_slug


def slug_of(name: str) -> str:
    return address_slug(name, max_length=60, fallback="organization")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme", "acme"),
        ("Café Noir & Söhne", "cafe-noir-sohne"),
        ("  -- A/B  test_2 --", "a-b-test-2"),
        ("東京", "organization"),
        ("Ａｃｍｅ", "acme"),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_name_becomes_slug(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(max_size=200))
def test_slug_is_always_an_address_part(name: str) -> None:
    slug = slug_of(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 60
    assert slug_of(slug) == slug
