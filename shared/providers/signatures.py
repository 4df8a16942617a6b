"""The three ways in which vendors sign their callbacks; each raises BadSignature.

All of them are computed over the raw body, compared in constant time, and refused when their
time is more than five minutes away from the delivery's.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from shared.providers.adapter import BadSignature, Connection, Delivery

_TOLERANCE_SECONDS = 300


def secrets_of(connection: Connection, name: str = "webhook_secret") -> tuple[str, ...]:
    """The accepted secrets, separated by spaces: two while one replaces the other."""
    return tuple(connection.secrets.get(name, "").split())


def verify_standard(delivery: Delivery, secrets: Sequence[str]) -> None:
    """Standard Webhooks: HMAC-SHA256 of `{id}.{timestamp}.{body}`, several `v1,{base64}` items.

    Wire format: standardwebhooks.com, specification; a secret is `whsec_` and base64.
    """
    message_id, seconds = _header(delivery, "webhook-id"), _header(delivery, "webhook-timestamp")
    given = _header(delivery, "webhook-signature").split()
    at = _fresh(seconds, delivery)
    for secret in secrets:
        expected = _standard(secret, message_id, at, delivery.body)
        if any(_equal(expected, item) for item in given):
            return
    raise BadSignature("No signature fits.")


def verify_ed25519(
    delivery: Delivery, keys: Sequence[Mapping[str, Any]], *, prefix: str, id_header: str
) -> None:
    """Ed25519 over four lines: id, user id, timestamp, SHA-256 of the body in hexadecimal.

    `keys` are JWKs; any of them may have signed. `prefix` is that of the headers, `id_header`
    what follows it for the message's id. Wire format: docs.fal.ai, Webhooks.
    """
    message_id = _header(delivery, f"{prefix}-{id_header}")
    user_id = _header(delivery, f"{prefix}-user-id")
    seconds = _header(delivery, f"{prefix}-timestamp")
    _fresh(seconds, delivery)
    digest = hashlib.sha256(delivery.body).hexdigest()
    lines = "\n".join((message_id, user_id, seconds, digest))
    try:
        signature = bytes.fromhex(_header(delivery, f"{prefix}-signature"))
    except ValueError as error:
        raise BadSignature("The signature is not hexadecimal.") from error
    if not any(_has_signed(key, signature, lines.encode(errors="surrogatepass")) for key in keys):
        raise BadSignature("No key fits.")


def verify_body_hmac(
    delivery: Delivery, secrets: Sequence[str], *, header: str, prefix: str = "sha256="
) -> None:
    """HMAC-SHA256 of the body alone, in hexadecimal. It carries no time."""
    given = _header(delivery, header)
    for secret in secrets:
        digest = hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
        if _equal(prefix + digest, given):
            return
    raise BadSignature("No signature fits.")


def _standard(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """Empty, which no signature equals, for a secret or body that cannot be read."""
    try:
        return Webhook(secret).sign(message_id, at, body.decode())
    except (ValueError, EmptyWebhookSecretError):  # no UTF-8, no base64
        return ""


def _header(delivery: Delivery, name: str) -> str:
    value = delivery.headers.get(name, "")
    if not value:
        raise BadSignature(f"The header {name} is missing.")
    return value


def _fresh(seconds: str, delivery: Delivery) -> datetime:
    try:
        at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadSignature("The time cannot be read.") from error
    if abs((delivery.received_at - at).total_seconds()) > _TOLERANCE_SECONDS:
        raise BadSignature("The callback is too old, or from the future.")
    return at


def _equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode(errors="surrogatepass"))


def _has_signed(key: Mapping[str, Any], signature: bytes, message: bytes) -> bool:
    if key.get("kty") != "OKP" or key.get("crv") != "Ed25519":
        return False
    try:
        x = str(key.get("x", ""))
        public = Ed25519PublicKey.from_public_bytes(
            base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
        )
        public.verify(signature, message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
