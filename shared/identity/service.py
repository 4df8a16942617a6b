"""Registration, login, token refresh and logout."""

from collections.abc import Callable
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.writes import Write
from shared.core.clock import Clock, utc_now
from shared.identity.errors import BAD_CREDENTIALS, NO_ORGANIZATION, ORGANIZATION_NOT_FOUND
from shared.identity.founding import found_organization
from shared.identity.models import Membership, Organization, User
from shared.identity.passwords import verify_password
from shared.identity.principal import Principal
from shared.identity.refresh_tokens import RefreshToken, invalid_refresh_token
from shared.identity.repository import OrganizationRepository, UserRepository
from shared.identity.schemas import LoginRequest, Me, RegisterRequest, TokenPair
from shared.identity.session_service import SessionService
from shared.identity.tokens import ACCESS_LIFETIME, TokenSigner

# The writes that create the starter entities of a new organization: (organization_id, user_id).
Starters = Callable[[UUID, UUID], list[Write]]


class AuthService:
    """`starters` returns the writes that a registration adds for the new organization."""

    def __init__(
        self,
        users: UserRepository,
        organizations: OrganizationRepository,
        sessions: SessionService,
        signer: TokenSigner,
        starters: Starters,
        clock: Clock = utc_now,
    ) -> None:
        self._users = users
        self._organizations = organizations
        self._sessions = sessions
        self._signer = signer
        self._starters = starters
        self._clock = clock

    def register(self, registration: RegisterRequest) -> TokenPair:
        """Create a user and their organization in one transaction, and log them in.

        Raises Conflict (`email_taken`).
        """
        founding = found_organization(registration, self._clock())
        user, organization = founding.user, founding.organization
        token, session_creation = self._sessions.prepare(user.id, organization.id)
        self._organizations.commit(
            *self._users.creation(user),
            self._organizations.creation(organization),
            self._users.admission(founding.membership),
            session_creation,
            *self._starters(organization.id, user.id),
            put_event(founding.event(self._clock)),
        )
        return self._pair(user, organization, founding.membership, token)

    def login(self, credentials: LoginRequest) -> TokenPair:
        """Start a session and return its tokens.

        Raises Unauthenticated (`bad_credentials`) for an unknown address and for a wrong password,
        NotFound (`organization_not_found`) and Forbidden (`no_organization`).
        """
        user = self._users.find_by_email(credentials.email)
        good = verify_password(credentials.password, user.password_hash if user else None)
        if user is None or not good:
            raise BAD_CREDENTIALS("The email address or the password is wrong; try again.")
        organization, membership = self._chosen(user, credentials.organization_id)
        token = self._sessions.start(user.id, organization.id)
        return self._pair(user, organization, membership, token)

    def refresh(self, refresh_token: str) -> TokenPair:
        """Exchange a refresh token for a new pair with the member's current role.

        Not idempotent: using a token twice ends the session. Raises as `SessionService.verify`.
        """
        session = self._sessions.verify(refresh_token)
        membership = self._users.find_membership(session.user_id, session.organization_id)
        if membership is None:
            self._sessions.revoke(session, reason="membership_ended")
            raise invalid_refresh_token()
        user = self._users.get(session.user_id)
        organization = self._organization(session.organization_id)
        return self._pair(user, organization, membership, self._sessions.rotate(session))

    def logout(self, principal: Principal) -> None:
        """End the caller's session. The access token stays valid until it expires (15 minutes)."""
        if principal.session_id:
            self._sessions.end(principal.user_id, principal.session_id)

    def me(self, principal: Principal) -> Me:
        """The caller's account. Raises NotFound (`user_not_found`) if it is deleted."""
        user = self._users.get(principal.user_id)
        return Me.of(user, self._organization(principal.organization_id), principal.role)

    def _chosen(self, user: User, wanted: UUID | None) -> tuple[Organization, Membership]:
        """The wanted organization, or the first by name."""
        memberships = {m.organization_id: m for m in self._users.memberships(user.id)}
        if wanted:
            if wanted not in memberships:
                raise ORGANIZATION_NOT_FOUND("Organization not found")
            return self._organization(wanted), memberships[wanted]
        if not memberships:
            raise NO_ORGANIZATION("You belong to no organization; ask one for an invitation.")
        organizations = [self._organization(organization_id) for organization_id in memberships]
        first = min(organizations, key=lambda one: (one.name.casefold(), one.id))
        return first, memberships[first.id]

    def _organization(self, organization_id: UUID) -> Organization:
        return self._organizations.get(organization_id, organization_id)

    def _pair(
        self, user: User, organization: Organization, membership: Membership, token: RefreshToken
    ) -> TokenPair:
        principal = Principal(
            user_id=user.id,
            organization_id=organization.id,
            role=membership.role,
            session_id=token.session_id,
        )
        return TokenPair.of(
            user,
            organization,
            membership.role,
            access_token=self._signer.issue_access(principal),
            refresh_token=token.text,
            expires_in=int(ACCESS_LIFETIME.total_seconds()),
        )
