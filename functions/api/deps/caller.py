"""Who calls, and whether the role allows it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header

from functions.api.deps.identity import get_token_signer
from shared.identity.errors import TOKEN_MISSING
from shared.identity.principal import Principal
from shared.identity.scopes import Scope
from shared.identity.tokens import TokenSigner


def get_current_user(
    signer: Annotated[TokenSigner, Depends(get_token_signer)],
    authorization: Annotated[str | None, Header()] = None,
) -> Principal:
    """The caller by the bearer token; raises `Unauthenticated` without a good one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TOKEN_MISSING("Send `Authorization: Bearer <access token>`.")
    return signer.verify_access(token)


def requires(scope: Scope) -> Callable[[Principal], Principal]:
    """A dependency that yields the caller if the role holds `scope`."""

    def require(principal: Annotated[Principal, Depends(get_current_user)]) -> Principal:
        principal.require(scope)
        return principal

    require.scope = scope  # type: ignore[attr-defined]  # the test that walks all routes reads it
    return require
