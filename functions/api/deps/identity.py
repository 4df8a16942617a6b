"""Accounts, sessions and organizations."""

from functools import cache

from functions.api.deps.foundation import get_secrets, get_settings, get_table
from shared.core.clock import utc_now
from shared.identity.organization_service import OrganizationService
from shared.identity.repository import OrganizationRepository, SessionRepository, UserRepository
from shared.identity.service import AuthService
from shared.identity.session_service import SessionService
from shared.identity.tokens import TokenSigner
from shared.library.starters import starter_writes


@cache
def get_token_signer() -> TokenSigner:
    return TokenSigner(get_secrets(), get_settings().require("jwt_secret"))


@cache
def get_auth_service() -> AuthService:
    table = get_table()
    return AuthService(
        UserRepository(table),
        OrganizationRepository(table),
        SessionService(SessionRepository(table)),
        get_token_signer(),
        starters=lambda organization_id, user_id: starter_writes(organization_id, user_id, utc_now),
    )


@cache
def get_organization_service() -> OrganizationService:
    return OrganizationService(OrganizationRepository(get_table()))
