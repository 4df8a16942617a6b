"""Password hashes (argon2id). The library is loaded only where somebody registers or logs in."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def hash_password(password: str) -> str:
    return _hasher().hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Without a hash (an unknown person) the same work is done, so time tells nothing."""
    from argon2.exceptions import VerifyMismatchError

    decoy = _decoy()  # made before the paths part, for the first call pays for it
    try:
        return _hasher().verify(hashed or decoy, password) and hashed is not None
    except VerifyMismatchError:
        return False


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    # OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane; a small Lambda can.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _decoy() -> str:
    return hash_password(secrets.token_hex())
