"""Access tokens: short-lived JWTs that contain the caller, so a request reads no user item."""

from datetime import timedelta

import jwt
from pydantic import ValidationError

from shared.aws.secrets import Secrets
from shared.core.clock import Clock, utc_now
from shared.core.errors import Unauthenticated
from shared.core.ids import new_id
from shared.identity.errors import TOKEN_EXPIRED, TOKEN_INVALID
from shared.identity.principal import Principal

ISSUER = "sartiq"
ACCESS_LIFETIME = timedelta(minutes=15)
_ALGORITHM = "HS256"
_CLAIMS = ["iss", "sub", "org", "role", "jti", "iat", "exp"]


class TokenSigner:
    """Signs with the current value of the secret; verifies with the current and the previous."""

    def __init__(self, secrets: Secrets, secret_arn: str, clock: Clock = utc_now) -> None:
        self._secrets = secrets
        self._arn = secret_arn
        self._clock = clock

    def issue_access(self, principal: Principal) -> str:
        """A JWT (HS256) that expires after `ACCESS_LIFETIME`; the claim `sid` is the session."""
        now = self._clock()
        claims = {
            "iss": ISSUER,
            "sub": str(principal.user_id),
            "org": str(principal.organization_id),
            "role": str(principal.role),
            "jti": str(new_id()),
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFETIME).timestamp()),
        }
        if principal.session_id:
            claims["sid"] = str(principal.session_id)
        return jwt.encode(claims, self._secrets.current(self._arn), algorithm=_ALGORITHM)

    def verify_access(self, token: str) -> Principal:
        """The caller. Raises Unauthenticated (`token_expired` or `token_invalid`)."""
        for fresh in (False, True):
            for secret in self._secrets.accepted(self._arn, fresh=fresh):
                claims = _verified_claims(token, secret)
                if claims is not None:
                    return self._principal(claims)
        raise _invalid()

    def _principal(self, claims: dict[str, object]) -> Principal:
        # Checked here with the injected clock; PyJWT would read the system clock.
        expires_at = claims["exp"]
        if not isinstance(expires_at, int):
            raise _invalid()
        if expires_at <= self._clock().timestamp():
            raise TOKEN_EXPIRED("The access token has expired; get a new one at /auth/refresh.")
        try:
            return Principal.model_validate(
                {
                    "user_id": claims["sub"],
                    "organization_id": claims["org"],
                    "role": claims["role"],
                    "session_id": claims.get("sid"),
                }
            )
        except ValidationError as error:
            raise _invalid() from error


def _verified_claims(token: str, secret: str) -> dict[str, object] | None:
    """The claims, or None if the signature, the algorithm, the issuer or a claim is wrong."""
    try:
        return dict(
            jwt.decode(
                token,
                secret,
                algorithms=[_ALGORITHM],
                issuer=ISSUER,
                options={
                    "require": _CLAIMS,
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        )
    except jwt.InvalidTokenError:
        return None


def _invalid() -> Unauthenticated:
    return TOKEN_INVALID("The access token is not one of ours; log in again.")
