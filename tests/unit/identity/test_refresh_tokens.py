"""Refresh tokens are opaque, unique, and read back only in their one spelling."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import Unauthenticated
from shared.identity.refresh_tokens import RefreshToken

tokens = st.builds(RefreshToken, st.uuids(), st.uuids(), st.binary(min_size=32, max_size=32))
TOKEN = RefreshToken(UUID(int=1), UUID(int=2), b"s" * 32)


@given(tokens)
def test_text_reads_back(token: RefreshToken) -> None:
    assert RefreshToken.parse(token.text) == token


@given(st.text(max_size=200))
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated, match="refresh_token_invalid"):
        RefreshToken.parse(text)


@pytest.mark.parametrize(
    "text",
    [TOKEN.text[:-1], TOKEN.text + "A", TOKEN.text.removeprefix("srt_"), f" {TOKEN.text}", ""],
)
def test_altered_text_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated, match="refresh_token_invalid"):
        RefreshToken.parse(text)


def test_issued_tokens_never_repeat() -> None:
    issued = {RefreshToken.issue(UUID(int=1), UUID(int=2)).text for _ in range(20)}
    assert len(issued) == 20


def test_digest_hides_the_secret() -> None:
    assert TOKEN.text not in TOKEN.digest
    assert len(TOKEN.digest) == 64
    assert TOKEN.matches(TOKEN.digest)


@given(tokens, tokens)
def test_digest_matches_own_token_only(one: RefreshToken, other: RefreshToken) -> None:
    assert one.matches(other.digest) is (one == other)
