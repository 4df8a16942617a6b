"""Authentication."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import get_current_user
from functions.api.deps.identity import get_auth_service
from shared.identity.errors import (
    BAD_CREDENTIALS,
    EMAIL_TAKEN,
    NO_ORGANIZATION,
    ORGANIZATION_NOT_FOUND,
    REFRESH_TOKEN_INVALID,
    REFRESH_TOKEN_REUSED,
    USER_NOT_FOUND,
)
from shared.identity.principal import Principal
from shared.identity.schemas import LoginRequest, Me, RefreshRequest, RegisterRequest, TokenPair
from shared.identity.service import AuthService
from shared.web.problems import problems


def forbid_caching(response: Response) -> None:
    """Tokens may not stay in a browser's or a proxy's cache (RFC 6749, section 5.1)."""
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(prefix="/auth", tags=["auth"], dependencies=[Depends(forbid_caching)])

Caller = Annotated[Principal, Depends(get_current_user)]
Auth = Annotated[AuthService, Depends(get_auth_service)]


@router.post("/register", status_code=status.HTTP_201_CREATED, responses=problems(EMAIL_TAKEN))
def register(registration: RegisterRequest, auth: Auth) -> TokenPair:
    """Create an account and its organization.

    The organization starts with the styles, guidelines, shot types and subjects of the starter
    catalogue. The answer has the tokens of the first session.
    """
    return auth.register(registration)


@router.post("/login", responses=problems(BAD_CREDENTIALS, NO_ORGANIZATION, ORGANIZATION_NOT_FOUND))
def login(credentials: LoginRequest, auth: Auth) -> TokenPair:
    """Start a session with e-mail address and password.

    A person of several organizations names one by `organization_id`; without it the first by name
    is chosen.
    """
    return auth.login(credentials)


@router.post(
    "/refresh",
    responses=problems(
        REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED, ORGANIZATION_NOT_FOUND, USER_NOT_FOUND
    ),
)
def refresh(renewal: RefreshRequest, auth: Auth) -> TokenPair:
    """Exchange the refresh token for a new pair of tokens.

    A refresh token works once; its reuse ends the session.
    """
    return auth.refresh(renewal.refresh_token)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
def logout(caller: Caller, auth: Auth) -> None:
    """End the session of this access token.

    The access token itself expires within its 15 minutes.
    """
    auth.logout(caller)


@router.get("/me", responses=problems(ORGANIZATION_NOT_FOUND, USER_NOT_FOUND))
def get_me(caller: Caller, auth: Auth) -> Me:
    """Read the caller.

    The answer has the caller's role and the scopes of that role.
    """
    return auth.me(caller)
