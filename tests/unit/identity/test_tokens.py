"""Access tokens: what is accepted, and everything that is not."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest

from shared.aws.secrets import Secrets
from shared.core.errors import Unauthenticated
from shared.identity.principal import Principal
from shared.identity.scopes import Role
from shared.identity.tokens import ACCESS_LIFETIME, TokenSigner

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANA = Principal(
    user_id=UUID(int=1), organization_id=UUID(int=2), role=Role.PRODUCER, session_id=UUID(int=3)
)
SECRET = "the secret of today, of thirty-two bytes"
OLDER = "the secret of yesterday, also thirty-two"


class KnownSecrets(Secrets):
    """Secrets with the given values, the current one first."""

    def __init__(self, *values: str) -> None:
        self.values = list(values)

    def current(self, arn: str) -> str:
        return self.values[0]

    def accepted(self, arn: str, *, fresh: bool = False) -> list[str]:
        return self.values


def signer(*values: str, at: datetime = NOW) -> TokenSigner:
    return TokenSigner(KnownSecrets(*(values or (SECRET,))), "arn", clock=lambda: at)


def refusal(token: str, judge: TokenSigner | None = None) -> str:
    with pytest.raises(Unauthenticated) as caught:
        (judge or signer()).verify_access(token)
    return caught.value.code


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def forge(**changes: object) -> str:
    """A well-signed token with other claims; None drops a claim."""
    claims = claims_of(signer().issue_access(ANA)) | changes
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, SECRET, "HS256")


def test_caller_survives_round_trip() -> None:
    assert signer().verify_access(signer().issue_access(ANA)) == ANA


def test_caller_without_session_survives() -> None:
    server = ANA.model_copy(update={"session_id": None})
    assert signer().verify_access(signer().issue_access(server)) == server


def test_claims_follow_the_contract() -> None:
    claims = claims_of(signer().issue_access(ANA))
    assert claims["iss"] == "sartiq"
    assert (claims["sub"], claims["org"], claims["role"]) == (
        str(ANA.user_id),
        str(ANA.organization_id),
        "producer",
    )
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert claims["iat"] == NOW.timestamp()


def test_every_token_has_own_jti() -> None:
    issued = {claims_of(signer().issue_access(ANA))["jti"] for _ in range(5)}
    assert len(issued) == 5


def test_token_lives_to_its_last_second() -> None:
    almost = NOW + ACCESS_LIFETIME - timedelta(seconds=1)
    assert signer(at=almost).verify_access(signer().issue_access(ANA)) == ANA


def test_old_token_is_expired() -> None:
    late = signer(at=NOW + ACCESS_LIFETIME)
    assert refusal(signer().issue_access(ANA), late) == "token_expired"


def test_tampered_role_is_invalid() -> None:
    head, body, signature = signer().issue_access(ANA).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    raised = base64.urlsafe_b64encode(json.dumps({**claims, "role": "owner"}).encode())
    assert refusal(f"{head}.{raised.decode().rstrip('=')}.{signature}") == "token_invalid"


def test_unsigned_token_is_invalid() -> None:
    unsigned = jwt.encode(claims_of(signer().issue_access(ANA)), "", algorithm="none")
    assert refusal(unsigned) == "token_invalid"


def test_other_algorithm_is_invalid() -> None:
    claims = claims_of(signer().issue_access(ANA))
    assert refusal(jwt.encode(claims, SECRET * 2, "HS512"), signer(SECRET * 2)) == "token_invalid"


def test_other_secret_is_invalid() -> None:
    assert refusal(signer(OLDER).issue_access(ANA)) == "token_invalid"


def test_previous_secret_is_accepted_after_rotation() -> None:
    before_rotation = signer(OLDER).issue_access(ANA)
    assert signer(SECRET, OLDER).verify_access(before_rotation) == ANA


def test_current_secret_signs_after_rotation() -> None:
    after_rotation = signer(SECRET, OLDER).issue_access(ANA)
    assert signer(SECRET).verify_access(after_rotation) == ANA


def test_rotation_elsewhere_is_noticed() -> None:
    class StaleSecrets(KnownSecrets):
        """A process that has not heard of the new secret until it looks again."""

        def accepted(self, arn: str, *, fresh: bool = False) -> list[str]:
            return [SECRET, OLDER] if fresh else [OLDER]

    stale = TokenSigner(StaleSecrets(OLDER), "arn", clock=lambda: NOW)
    assert stale.verify_access(signer(SECRET).issue_access(ANA)) == ANA


def test_expiry_wins_over_secret_order() -> None:
    late = signer(SECRET, OLDER, at=NOW + timedelta(hours=1))
    assert refusal(signer(OLDER).issue_access(ANA), late) == "token_expired"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": None},
        {"sub": None},
        {"org": None},
        {"role": None},
        {"jti": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"sub": "not a uuid"},
        {"role": "emperor"},
        {"sid": "not a uuid"},
    ],
    ids=str,
)
def test_wrong_claims_are_invalid(changes: dict[str, object]) -> None:
    assert refusal(forge(**changes)) == "token_invalid"


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "....", "\u00e9.b.c", "null"])
def test_garbage_is_invalid(token: str) -> None:
    assert refusal(token) == "token_invalid"
