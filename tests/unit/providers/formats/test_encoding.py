"""Reading what nobody guarantees, and schemas that every service understands."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from shared.providers.errors import ProviderFailed, ProviderInvalidRequest
from shared.providers.formats.encoding import encoded, limited, present
from shared.providers.formats.json_fields import mapping, mappings, text_of, whole
from shared.providers.formats.json_schema import plain_schema
from shared.providers.formats.results import decoded_file
from tests.scenes.adapter_parts import picture

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_empty_fields_are_left_out() -> None:
    kept = present(a=0, b=False, c="x", d=[1], e=None, f="", g=[], h={}, i=())
    assert kept == {"a": 0, "b": False, "c": "x", "d": [1]}


@given(ANYTHING)
def test_readers_keep_their_promise(value: object) -> None:
    assert isinstance(mapping(value), dict)
    assert all(isinstance(item, dict) for item in mappings(value))
    assert isinstance(text_of(value), str)
    assert whole(value) is None or type(whole(value)) is int


@given(st.binary(min_size=1))
def test_file_survives_base64(body: bytes) -> None:
    assert decoded_file(encoded(picture(body)), "image/png", "X").body == body


@pytest.mark.parametrize("value", ["", "no base64!", "äöü", None, 7, ["aGk="]])
def test_no_base64_is_a_failure(value: object) -> None:
    with pytest.raises(ProviderFailed):
        decoded_file(value, "image/png", "X")


def test_limit_counts_millions_of_bytes() -> None:
    assert limited(picture(b"x" * 1_000_000), 1, "X")
    with pytest.raises(ProviderInvalidRequest, match="up to 1 MB"):
        limited(picture(b"x" * 1_000_001), 1, "X")


def test_schema_keeps_shapes_and_choices() -> None:
    class Colour(BaseModel):
        hex: str = Field(pattern="^#")

    class Answer(BaseModel):
        title: str = Field(max_length=10, description="Short")
        colours: list[Colour] = Field(max_length=3)
        fit: str | None = None

    assert plain_schema(Answer.model_json_schema()) == {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "Short"},
            "colours": {"type": "array", "items": {"$ref": "#/$defs/Colour"}},
            "fit": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["title", "colours"],
        "additionalProperties": False,
        "$defs": {
            "Colour": {
                "type": "object",
                "properties": {"hex": {"type": "string"}},
                "required": ["hex"],
                "additionalProperties": False,
            }
        },
    }


def test_encoding_is_plain_base64() -> None:
    assert base64.b64decode(encoded(picture(b"\x00\xff"))) == b"\x00\xff"
