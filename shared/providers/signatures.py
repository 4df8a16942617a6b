"""The three signature schemes of vendors' callbacks. Each verification raises BadSignature.

Signatures cover the raw body and are compared in constant time. Those with a timestamp are refused
if it differs by more than five minutes from the time of receipt.
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
    """The accepted secrets, which are separated by spaces; there are two during a rotation."""
    return tuple(connection.secrets.get(name, "").split())


def verify_standard(delivery: Delivery, secrets: Sequence[str]) -> None:
    """Verifies Standard Webhooks: an HMAC-SHA256 of `{id}.{timestamp}.{body}`.

    The header holds several `v1,{base64}` items; a secret is `whsec_` and base64. Wire format:
    standardwebhooks.com, specification.
    """
    message_id, seconds = _header(delivery, "webhook-id"), _header(delivery, "webhook-timestamp")
    given = _header(delivery, "webhook-signature").split()
    at = _fresh(seconds, delivery)
    for secret in secrets:
        expected = _standard(secret, message_id, at, delivery.body)
        if any(_equal(expected, item) for item in given):
            return
    raise BadSignature("No signature matches.")


def verify_ed25519(
    delivery: Delivery, keys: Sequence[Mapping[str, Any]], *, prefix: str, id_header: str
) -> None:
    """Verifies Ed25519 over four lines: id, user id, timestamp, hexadecimal SHA-256 of the body.

    `keys` are JWKs, any of which may have signed. Header names begin with `prefix`; that of the
    message id is `{prefix}-{id_header}`. Wire format: docs.fal.ai, Webhooks.
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
        raise BadSignature("No key matches.")


def verify_body_hmac(
    delivery: Delivery, secrets: Sequence[str], *, header: str, prefix: str = "sha256="
) -> None:
    """Verifies a hexadecimal HMAC-SHA256 of the body alone; it contains no timestamp."""
    given = _header(delivery, header)
    for secret in secrets:
        digest = hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
        if _equal(prefix + digest, given):
            return
    raise BadSignature("No signature matches.")


def _standard(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """The expected signature; empty, which equals none, if the secret or body is malformed."""
    try:
        return Webhook(secret).sign(message_id, at, body.decode())
    except (
        ValueError,
        EmptyWebhookSecretError,
    ):  # not UTF-8 or not base64
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
        raise BadSignature("The timestamp cannot be read.") from error
    if abs((delivery.received_at - at).total_seconds()) > _TOLERANCE_SECONDS:
        raise BadSignature("The timestamp differs too much from the time of receipt.")
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
