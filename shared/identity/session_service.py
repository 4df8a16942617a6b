"""Sessions: one per login, prolonged by refresh tokens that are valid once."""

from datetime import timedelta
from uuid import UUID

from shared.aws.outbox import put_event
from shared.aws.table import ConditionFailed
from shared.aws.writes import Put
from shared.core.clock import Clock, utc_now
from shared.core.errors import Unauthenticated
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import new_id
from shared.identity.errors import REFRESH_TOKEN_REUSED
from shared.identity.models import Session
from shared.identity.refresh_tokens import RefreshToken, invalid_refresh_token
from shared.identity.repository import SessionRepository

# Every refresh prolongs the session by this time.
SESSION_LIFETIME = timedelta(days=30)


class SessionService:
    """Starts, verifies, prolongs and revokes sessions."""

    def __init__(self, repository: SessionRepository, clock: Clock = utc_now) -> None:
        self._sessions = repository
        self._clock = clock

    def prepare(self, user_id: UUID, organization_id: UUID) -> tuple[RefreshToken, Put]:
        """A refresh token, and the write that creates its session. The write is not applied."""
        token = RefreshToken.issue(user_id, new_id())
        session = Session(
            id=token.session_id,
            user_id=user_id,
            organization_id=organization_id,
            token_digest=token.digest,
            created_at=self._clock(),
            expires_at=self._end(),
        )
        return token, self._sessions.creation(session)

    def start(self, user_id: UUID, organization_id: UUID) -> RefreshToken:
        """Store a new session with its event `session.started`. Not idempotent."""
        token, creation = self.prepare(user_id, organization_id)
        started = self._event("session.started", organization_id, user_id, reason="login")
        self._sessions.commit(creation, put_event(started))
        return token

    def verify(self, text: str) -> Session:
        """The session of a refresh token.

        Raises Unauthenticated: `refresh_token_invalid`, or `refresh_token_reused` for an earlier
        token of the session, which is then revoked.
        """
        token = RefreshToken.parse(text)
        session = self._sessions.find(token.user_id, token.session_id)
        # DynamoDB deletes expired items up to days late, so the expiry is checked here too.
        if session is None or session.revoked_at or session.expires_at <= self._now_seconds():
            raise invalid_refresh_token()
        if not token.matches(session.token_digest):
            raise self._reused(session)
        return session

    def rotate(self, session: Session) -> RefreshToken:
        """Replace the session's refresh token and prolong the session.

        Raises Unauthenticated (`refresh_token_reused`) and revokes the session if a concurrent
        request has replaced the token.
        """
        token = RefreshToken.issue(session.user_id, session.id)
        try:
            self._sessions.commit(
                self._sessions.rotation(session, digest=token.digest, expires_at=self._end())
            )
        except ConditionFailed as error:
            # Two requests used the same token at once; one of them may be an attacker.
            raise self._reused(session) from error
        return token

    def end(self, user_id: UUID, session_id: UUID) -> None:
        """Log out. An unknown or ended session is no error."""
        session = self._sessions.find(user_id, session_id)
        if session:
            self.revoke(session, reason="logout")

    def revoke(self, session: Session, *, reason: str) -> None:
        """End the session and store its event `session.revoked`. Idempotent."""
        revoked = self._event(
            "session.revoked", session.organization_id, session.user_id, reason=reason
        )
        try:
            self._sessions.commit(
                self._sessions.revocation(session, self._clock()), put_event(revoked)
            )
        except ConditionFailed:
            return

    def _reused(self, session: Session) -> Unauthenticated:
        self.revoke(session, reason="reuse")
        return REFRESH_TOKEN_REUSED(
            "This refresh token was used before, so its session has been ended; log in again.",
        )

    def _event(self, type: str, organization_id: UUID, user_id: UUID, *, reason: str) -> Event:
        """An event without the session's id, because it is sent to other members' browsers."""
        return make_event(
            type,
            source=PLATFORM,
            organization_id=organization_id,
            actor=f"user:{user_id}",
            data={"user_id": str(user_id), "reason": reason},
            clock=self._clock,
        )

    def _now_seconds(self) -> int:
        return int(self._clock().timestamp())

    def _end(self) -> int:
        return int((self._clock() + SESSION_LIFETIME).timestamp())
