"""Sessions: one per login, kept alive by refresh tokens that are good once."""

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

# Counted anew with every refresh: who comes once a month stays logged in.
SESSION_LIFETIME = timedelta(days=30)


class SessionService:
    def __init__(self, repository: SessionRepository, clock: Clock = utc_now) -> None:
        self._sessions = repository
        self._clock = clock

    def prepare(self, user_id: UUID, organization_id: UUID) -> tuple[RefreshToken, Put]:
        """A first refresh token, and the write that makes its session: nothing is stored yet."""
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
        token, creation = self.prepare(user_id, organization_id)
        started = self._event("session.started", organization_id, user_id, reason="login")
        self._sessions.commit(creation, put_event(started))
        return token

    def verify(self, text: str) -> Session:
        """The session of a good refresh token; an outdated token ends the session.

        Raises Unauthenticated `refresh_token_invalid` or `refresh_token_reused`.
        """
        token = RefreshToken.parse(text)
        session = self._sessions.find(token.user_id, token.session_id)
        # The table drops what has expired late, up to days, so the time is checked here too.
        if session is None or session.revoked_at or session.expires_at <= self._now_seconds():
            raise invalid_refresh_token()
        if not token.matches(session.token_digest):
            raise self._reused(session)
        return session

    def rotate(self, session: Session) -> RefreshToken:
        """The next token; the one that `session` was verified by is outdated from now on."""
        token = RefreshToken.issue(session.user_id, session.id)
        try:
            self._sessions.commit(
                self._sessions.rotation(session, digest=token.digest, expires_at=self._end())
            )
        except ConditionFailed as error:
            # Two came with the same token at once: one of them may be a thief.
            raise self._reused(session) from error
        return token

    def end(self, user_id: UUID, session_id: UUID) -> None:
        session = self._sessions.find(user_id, session_id)
        if session:
            self.revoke(session, reason="logout")

    def revoke(self, session: Session, *, reason: str) -> None:
        """Ends the session for every token of it; a second time changes nothing."""
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
        """Without the session's id: events go to colleagues' browsers."""
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
