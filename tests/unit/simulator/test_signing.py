"""The simulator's signatures, verified by the code that verifies vendors' callbacks."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shared.providers.adapter import BadSignature, Delivery
from shared.providers.signatures import verify_body_hmac, verify_ed25519, verify_standard
from tests.simulator.callbacks import with_wrong_token
from tests.simulator.signing import (
    Ed25519Signer,
    body_hmac,
    standard_headers,
    standard_secret,
)

_BODY = b'{"status":"OK"}'


def _delivery(headers: dict[str, str]) -> Delivery:
    named = {name.lower(): value for name, value in headers.items()}
    return Delivery(headers=named, body=_BODY, received_at=datetime.fromtimestamp(time.time(), UTC))


@pytest.mark.parametrize("is_forged", [False, True])
def test_only_true_signatures_pass(is_forged: bool) -> None:
    signer, secret = Ed25519Signer(), standard_secret("vendor")
    signed = signer.headers("X-V", "Id", "1", _BODY, is_forged)
    checks: tuple[Callable[[], None], ...] = (
        lambda: verify_ed25519(
            _delivery(dict(signed)), signer.jwks["keys"], prefix="x-v", id_header="id"
        ),
        lambda: verify_standard(
            _delivery(dict(standard_headers(secret, _BODY, is_forged))), (secret,)
        ),
        lambda: verify_body_hmac(
            _delivery({"X-S": body_hmac("secret", _BODY, is_forged)}), ("secret",), header="x-s"
        ),
    )

    for check in checks:
        if is_forged:
            with pytest.raises(BadSignature):
                check()
        else:
            check()


def test_wrong_token_is_another_one() -> None:
    assert with_wrong_token("https://x.test/w/1?t=abc&u=1") == "https://x.test/w/1?t=cba0&u=1"
