"""Stored records of users, organizations, memberships and sessions."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from shared.core.model import Entity, Model
from shared.identity.scopes import Role


class _Record(Model):
    """A record that belongs to no organization, so it is not an `Entity`; keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(_Record):
    """A person. `email` is lower case and unique on the whole platform."""

    id: UUID
    email: str
    name: str
    password_hash: str
    created_at: datetime
    updated_at: datetime
    version: int = 1


class Organization(Entity):
    """A brand. `organization_id` equals `id`; `slug` does not change with the name."""

    name: str
    slug: str


class Membership(_Record):
    """The role of a user in an organization."""

    user_id: UUID
    organization_id: UUID
    role: Role
    created_at: datetime


class Session(_Record):
    """One login, with the digest of its only valid refresh token.

    Using an earlier token of the session revokes it. `expires_at` is in seconds since 1970 and is
    the table's TTL attribute.
    """

    id: UUID
    user_id: UUID
    organization_id: UUID
    token_digest: str
    created_at: datetime
    expires_at: int
    revoked_at: datetime | None = None
