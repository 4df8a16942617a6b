"""Users, memberships, sessions and organizations in the platform table."""

from datetime import datetime
from uuid import UUID

from shared.aws import keys
from shared.aws.keys import Noun
from shared.aws.repository import Repository
from shared.aws.table import Query, Table
from shared.aws.writes import Put, Update, Write
from shared.core.clock import iso
from shared.identity.errors import (
    EMAIL_TAKEN,
    ORGANIZATION_EXISTS,
    ORGANIZATION_NOT_FOUND,
    USER_NOT_FOUND,
)
from shared.identity.models import Membership, Organization, Session, User


class OrganizationRepository(Repository[Organization]):
    entity = Organization
    noun = Noun.ORGANIZATION
    title = "Organization"
    not_found = ORGANIZATION_NOT_FOUND
    exists = ORGANIZATION_EXISTS


class UserRepository:
    """Users and memberships. The items of a user share one partition, sessions included."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find_by_email(self, email: str) -> User | None:
        """The user with this address; `email` is lower case."""
        claim = self._table.get(keys.user_email(email))
        return self._find(UUID(claim["user_id"])) if claim else None

    def get(self, user_id: UUID) -> User:
        """Raises NotFound (`user_not_found`)."""
        found = self._find(user_id)
        if found is None:
            raise USER_NOT_FOUND("User not found")
        return found

    def _find(self, user_id: UUID) -> User | None:
        item = self._table.get(keys.user(user_id))
        return User.model_validate(item) if item else None

    def creation(self, user: User) -> list[Write]:
        """Create the user and reserve the address; fails with Conflict (`email_taken`).

        Apply both writes in one transaction.
        """
        taken = EMAIL_TAKEN(f"{user.email} has an account; log in instead.")
        claim = {**keys.user_email(user.email)._asdict(), "user_id": str(user.id)}
        item = {**keys.user(user.id)._asdict(), "kind": "USER", **user.model_dump(mode="json")}
        return [Put(claim, error=taken), Put(item)]

    def admission(self, membership: Membership) -> Put:
        """Create a membership; fails with ConditionFailed if it exists."""
        return Put(
            {
                **keys.membership(membership.user_id, membership.organization_id)._asdict(),
                "kind": str(Noun.MEMBERSHIP),
                **membership.model_dump(mode="json"),
            }
        )

    def find_membership(self, user_id: UUID, organization_id: UUID) -> Membership | None:
        item = self._table.get(keys.membership(user_id, organization_id))
        return Membership.model_validate(item) if item else None

    def memberships(self, user_id: UUID) -> list[Membership]:
        """All memberships of the user, in no particular order."""
        query = Query(keys.user(user_id).pk, prefix=keys.member_prefix(Noun.MEMBERSHIP))
        return [Membership.model_validate(item) for item in self._table.every(query)]


class SessionRepository:
    """Sessions, in the partition of their user."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, user_id: UUID, session_id: UUID) -> Session | None:
        item = self._table.get(keys.session(user_id, session_id))
        return Session.model_validate(item) if item else None

    def creation(self, session: Session) -> Put:
        """Fails with ConditionFailed if the session exists."""
        return Put(
            {
                **keys.session(session.user_id, session.id)._asdict(),
                "kind": "SESSION",
                **session.model_dump(mode="json", exclude_none=True),
            }
        )

    def rotation(self, session: Session, *, digest: str, expires_at: int) -> Update:
        """Replace the token's digest and the expiry (seconds since 1970).

        Fails with ConditionFailed if the token with which `session` was read has been replaced, or
        the session is revoked: of two requests with one token only the first succeeds.
        """
        return Update(
            keys.session(session.user_id, session.id),
            set={"token_digest": digest, "expires_at": expires_at},
            condition="#token_digest = :presented AND attribute_not_exists(#revoked_at)",
            values={"presented": session.token_digest},
        )

    def revocation(self, session: Session, moment: datetime) -> Update:
        """Revoke the session; fails with ConditionFailed if it is revoked already."""
        return Update(
            keys.session(session.user_id, session.id),
            set={"revoked_at": iso(moment)},
            condition="attribute_exists(pk) AND attribute_not_exists(#revoked_at)",
        )

    def commit(self, *writes: Write) -> None:
        """Apply the writes in one transaction. Raises as `Table.transact`."""
        self._table.transact(writes)
