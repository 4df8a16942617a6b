"""Password hashes, and the equal work for people whom we do not know."""

from unittest.mock import patch

import pytest

from shared.identity import passwords
from shared.identity.passwords import hash_password, verify_password

HASHED = hash_password("correct horse battery")


def test_right_password_is_accepted() -> None:
    assert verify_password("correct horse battery", HASHED) is True


@pytest.mark.parametrize("wrong", ["", "Correct horse battery", "correct horse battery "])
def test_wrong_password_is_refused(wrong: str) -> None:
    assert verify_password(wrong, HASHED) is False


def test_unknown_person_is_refused() -> None:
    assert verify_password("correct horse battery", None) is False


def test_hash_is_argon2id_with_salt() -> None:
    assert HASHED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password("correct horse battery") != HASHED


@pytest.mark.parametrize("hashed", [HASHED, None], ids=["known", "unknown"])
def test_known_or_not_costs_one_verification(hashed: str | None) -> None:
    passwords._decoy()
    hasher = passwords._hasher()
    with patch.object(type(hasher), "verify", autospec=True, return_value=True) as verify:
        verify_password("whatever it is", hashed)
    assert verify.call_count == 1
    assert verify.call_args.args[1].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
