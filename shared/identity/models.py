"""People, organizations, and what connects them, as they are stored."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from shared.core.model import Entity, Model
from shared.identity.scopes import Role


class _Record(Model):
    """Stored above organizations, hence no `Entity`; keys in the item are not fields."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(_Record):
    """A person; `email` is lower case and unique over the whole platform."""

    id: UUID
    email: str
    name: str
    password_hash: str
    created_at: datetime
    updated_at: datetime
    version: int = 1


class Organization(Entity):
    """A brand. `organization_id` is its own id; `slug` stays when the name changes."""

    name: str
    slug: str


class Membership(_Record):
    user_id: UUID
    organization_id: UUID
    role: Role
    created_at: datetime


class Session(_Record):
    """One login, with the digest of the only refresh token that is good now.

    All tokens of a session are one family: using an older one revokes the session.
    `expires_at` is in seconds since 1970, as the table's time to live wants it.
    """

    id: UUID
    user_id: UUID
    organization_id: UUID
    token_digest: str
    created_at: datetime
    expires_at: int
    revoked_at: datetime | None = None
