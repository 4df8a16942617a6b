"""Password hashes (argon2id). The library is imported on the first registration or login."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password matches the hash; False without a hash (an unknown person).

    Without a hash the same work is done, so that the response time does not reveal whether the
    account exists.
    """
    from argon2.exceptions import VerifyMismatchError

    decoy = _decoy()  # computed in both cases, because the first call takes longer
    try:
        return _hasher().verify(hashed or decoy, password) and hashed is not None
    except VerifyMismatchError:
        return False


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    # OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one thread; fits a small Lambda.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _decoy() -> str:
    return hash_password(secrets.token_hex())
