"""The signatures of vendors' callbacks; shared/providers/signatures.py verifies them."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Ed25519Signer:
    """A key pair of this process, whose public key is published as `jwks`."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self._wrong_key = Ed25519PrivateKey.generate()

    @property
    def jwks(self) -> dict[str, Any]:
        x = base64.urlsafe_b64encode(self._key.public_key().public_bytes_raw()).rstrip(b"=")
        key = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "simulator", "x": x.decode()}
        return {"keys": [key]}

    def headers(
        self, prefix: str, id_header: str, message_id: str, body: bytes, is_forged: bool
    ) -> Mapping[str, str]:
        """Signs four lines: id, user id, timestamp, hexadecimal SHA-256 of the body."""
        seconds = str(int(time.time()))
        digest = hashlib.sha256(body).hexdigest()
        message = "\n".join((message_id, "user-1", seconds, digest)).encode()
        key = self._wrong_key if is_forged else self._key
        return {
            f"{prefix}-{id_header}": message_id,
            f"{prefix}-User-Id": "user-1",
            f"{prefix}-Timestamp": seconds,
            f"{prefix}-Signature": key.sign(message).hex(),
        }


def standard_secret(name: str) -> str:
    """A `whsec_` secret, equal in every process."""
    return "whsec_" + base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()


def standard_headers(secret: str, body: bytes, is_forged: bool) -> Mapping[str, str]:
    """Standard Webhooks: HMAC-SHA256 of `{id}.{time}.{body}`."""
    secret = standard_secret("forged") if is_forged else secret
    message_id, seconds = f"msg_{uuid4().hex}", str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{message_id}.{seconds}.".encode() + body
    signature = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature}",
    }


def body_hmac(secret: str, body: bytes, is_forged: bool) -> str:
    """`sha256=` and the HMAC-SHA256 of the body alone."""
    key = "forged" if is_forged else secret
    return "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
