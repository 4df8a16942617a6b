"""Accounts, sessions and organizations."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.base import PlatformPart

if TYPE_CHECKING:
    from shared.identity.organization_service import OrganizationService
    from shared.identity.service import AuthService
    from shared.identity.session_service import SessionService
    from shared.identity.tokens import TokenSigner


class IdentityWiring(PlatformPart):
    @cached_property
    def token_signer(self) -> "TokenSigner":
        from shared.identity.tokens import TokenSigner

        return TokenSigner(self.base.secrets, self.base.settings.require("jwt_secret"), self.clock)

    @cached_property
    def sessions(self) -> "SessionService":
        from shared.identity.repository import SessionRepository
        from shared.identity.session_service import SessionService

        return SessionService(SessionRepository(self.table), self.clock)

    @cached_property
    def auth(self) -> "AuthService":
        from shared.identity.repository import OrganizationRepository, UserRepository
        from shared.identity.service import AuthService
        from shared.library.starters import starter_writes

        table, clock = self.table, self.clock
        return AuthService(
            UserRepository(table),
            OrganizationRepository(table),
            self.sessions,
            self.token_signer,
            lambda organization_id, user_id: starter_writes(organization_id, user_id, clock),
            clock,
        )

    @cached_property
    def organizations(self) -> "OrganizationService":
        from shared.identity.organization_service import OrganizationService
        from shared.identity.repository import OrganizationRepository

        return OrganizationService(OrganizationRepository(self.table), self.clock)
