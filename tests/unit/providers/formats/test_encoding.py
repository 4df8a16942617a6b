"""Base64, size limits, empty values, and portable JSON schemas."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from shared.providers.errors import ProviderFailed, ProviderInvalidRequest
from shared.providers.formats.encoding import base64_of, require_max_size, without_empty
from shared.providers.formats.json_fields import as_integer, as_object, as_objects, as_text
from shared.providers.formats.json_schema import portable_schema
from shared.providers.formats.results import file_from_base64
from tests.scenes.adapter_parts import input_image

JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_empty_fields_are_left_out() -> None:
    kept = without_empty(a=0, b=False, c="x", d=[1], e=None, f="", g=[], h={}, i=())
    assert kept == {"a": 0, "b": False, "c": "x", "d": [1]}


@given(JSON_LIKE)
def test_readers_keep_their_promise(value: object) -> None:
    assert isinstance(as_object(value), dict)
    assert all(isinstance(item, dict) for item in as_objects(value))
    assert isinstance(as_text(value), str)
    assert as_integer(value) is None or type(as_integer(value)) is int


@given(st.binary(min_size=1))
def test_file_survives_base64(body: bytes) -> None:
    assert file_from_base64(base64_of(input_image(body)), "image/png", "X").body == body


@pytest.mark.parametrize("value", ["", "no base64!", "äöü", None, 7, ["aGk="]])
def test_no_base64_is_a_failure(value: object) -> None:
    with pytest.raises(ProviderFailed):
        file_from_base64(value, "image/png", "X")


def test_limit_counts_millions_of_bytes() -> None:
    assert require_max_size(input_image(b"x" * 1_000_000), 1, "X")
    with pytest.raises(ProviderInvalidRequest, match="up to 1 MB"):
        require_max_size(input_image(b"x" * 1_000_001), 1, "X")


def test_schema_keeps_shapes_and_choices() -> None:
    class Color(BaseModel):
        hex: str = Field(pattern="^#")

    class Reply(BaseModel):
        title: str = Field(max_length=10, description="Short")
        colors: list[Color] = Field(max_length=3)
        fit: str | None = None

    assert portable_schema(Reply.model_json_schema()) == {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "Short"},
            "colors": {"type": "array", "items": {"$ref": "#/$defs/Color"}},
            "fit": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["title", "colors"],
        "additionalProperties": False,
        "$defs": {
            "Color": {
                "type": "object",
                "properties": {"hex": {"type": "string"}},
                "required": ["hex"],
                "additionalProperties": False,
            }
        },
    }


def test_encoding_is_plain_base64() -> None:
    assert base64.b64decode(base64_of(input_image(b"\x00\xff"))) == b"\x00\xff"
