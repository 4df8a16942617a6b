"""Cursors: every position reads back, and nothing else is accepted."""

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import Invalid
from shared.core.paging import decode_cursor, encode_cursor

positions = st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=6)


@given(positions)
def test_position_survives_round_trip(position: dict[str, str]) -> None:
    assert decode_cursor(encode_cursor(position)) == position


@given(positions)
def test_cursor_needs_no_escaping(position: dict[str, str]) -> None:
    cursor = encode_cursor(position) or ""
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("nothing", [None, {}])
def test_end_has_no_cursor(nothing: dict[str, str] | None) -> None:
    assert encode_cursor(nothing) is None


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_cursor_starts_at_front(nothing: str | None) -> None:
    assert decode_cursor(nothing) is None


@given(st.text(min_size=1))
def test_random_text_never_breaks(text: str) -> None:
    with suppress(Invalid):
        assert isinstance(decode_cursor(text), dict)


@pytest.mark.parametrize(
    "content",
    [b"[]", b'"text"', b"1", b"null", b'{"pk": 1}', b'{"pk": null}', b'{"pk"', b"\xff\xfe",
     b"[" * 20_000, b"9" * 5_000],
    ids=range(10),
)  # fmt: skip
def test_other_content_is_bad_cursor(content: bytes) -> None:
    with pytest.raises(Invalid, match="bad_cursor"):
        decode_cursor(base64.urlsafe_b64encode(content).decode())


@pytest.mark.parametrize("text", ["é", "a", "a b", "%%%", "eyJwayI6"])
def test_malformed_base64_is_bad_cursor(text: str) -> None:
    with pytest.raises(Invalid, match="bad_cursor"):
        decode_cursor(text)


def test_padding_is_optional() -> None:
    padded = base64.urlsafe_b64encode(json.dumps({"pk": "a"}).encode()).decode()
    assert decode_cursor(padded.rstrip("=")) == {"pk": "a"}
