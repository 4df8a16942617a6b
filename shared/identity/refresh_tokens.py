"""Refresh tokens. Opaque for clients, they contain the key of a session and a secret."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from shared.core.errors import Unauthenticated
from shared.identity.errors import REFRESH_TOKEN_INVALID

_PREFIX = "srt_"  # secret scanners recognize a leaked token by it
_SECRET_BYTES = 32
_BYTES = 16 + 16 + _SECRET_BYTES


@dataclass(frozen=True)
class RefreshToken:
    """`secret` is 32 random bytes."""

    user_id: UUID
    session_id: UUID
    secret: bytes

    @classmethod
    def issue(cls, user_id: UUID, session_id: UUID) -> "RefreshToken":
        return cls(user_id, session_id, secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken":
        """Read a token. Raises Unauthenticated (`refresh_token_invalid`) for any other text."""
        try:
            raw = base64.b64decode(text.removeprefix(_PREFIX) + "==", b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != _BYTES:
            raise invalid_refresh_token()
        token = cls(UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), raw[32:])
        if not hmac.compare_digest(token.text.encode(), text.encode()):
            raise invalid_refresh_token()
        return token

    @property
    def text(self) -> str:
        raw = self.user_id.bytes + self.session_id.bytes + self.secret
        return _PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @property
    def digest(self) -> str:
        """The stored form: SHA-256, hexadecimal. The secret is random, so no salt is needed."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Compare with a stored digest in constant time."""
        return hmac.compare_digest(self.digest, digest)


def invalid_refresh_token() -> Unauthenticated:
    """The one error for unknown, expired and revoked tokens, which must not be told apart."""
    return REFRESH_TOKEN_INVALID("The refresh token is unknown or has ended; log in again.")
