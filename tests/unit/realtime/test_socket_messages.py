"""What a client may say on a socket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.realtime.handle_socket import answer_to


def test_ping_is_answered_with_pong() -> None:
    assert answer_to('{"action":"ping"}').model_dump_json() == '{"type":"pong"}'


@pytest.mark.parametrize("body", ["", "ping", "[]", "null", '{"action":"shout"}', '{"action":[]}'])
def test_anything_else_is_an_error(body: str) -> None:
    assert answer_to(body).model_dump()["code"] == "unknown_action"


@given(st.text())
def test_no_text_breaks_the_handler(body: str) -> None:
    assert answer_to(body).model_dump()["type"] in {"pong", "error"}
