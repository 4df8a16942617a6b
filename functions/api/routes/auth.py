"""Authentication."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response, status

from functions.api.deps.caller import get_current_user
from functions.api.deps.identity import get_auth_service
from shared.identity.principal import Principal
from shared.identity.schemas import LoginRequest, Me, RefreshRequest, RegisterRequest, TokenPair
from shared.identity.service import AuthService


def forbid_caching(response: Response) -> None:
    """Tokens may not stay in a browser's or a proxy's cache (RFC 6749, section 5.1)."""
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(prefix="/auth", tags=["auth"], dependencies=[Depends(forbid_caching)])

Caller = Annotated[Principal, Depends(get_current_user)]
Auth = Annotated[AuthService, Depends(get_auth_service)]


@router.post("/register", status_code=status.HTTP_201_CREATED)
def register(registration: RegisterRequest, auth: Auth) -> TokenPair:
    """Create a person and their organization, with its starter catalogue; 409 `email_taken`."""
    return auth.register(registration)


@router.post("/login")
def login(credentials: LoginRequest, auth: Auth) -> TokenPair:
    """Tokens for one organization of the person; 401 `bad_credentials`."""
    return auth.login(credentials)


@router.post("/refresh")
def refresh(renewal: RefreshRequest, auth: Auth) -> TokenPair:
    """A new pair; the old refresh token is used up, and its reuse ends the session."""
    return auth.refresh(renewal.refresh_token)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
def logout(caller: Caller, auth: Auth) -> None:
    """End the session of this access token."""
    auth.logout(caller)


@router.get("/me")
def get_me(caller: Caller, auth: Auth) -> Me:
    """The caller, with the scopes of the role."""
    return auth.me(caller)
