"""The entities that a registration creates, as values; storing them is left to the caller."""

from dataclasses import dataclass
from datetime import datetime

from shared.core.clock import Clock
from shared.core.events import PLATFORM, Event, make_event
from shared.core.ids import new_id
from shared.core.slugs import address_slug
from shared.identity.models import Membership, Organization, User
from shared.identity.passwords import hash_password
from shared.identity.schemas import RegisterRequest
from shared.identity.scopes import Role

_MAX_SLUG = 60


@dataclass(frozen=True)
class Founding:
    """A user, the organization they found, and their membership as its owner."""

    user: User
    organization: Organization
    membership: Membership

    def event(self, clock: Clock) -> Event:
        """The event `organization.created`."""
        user, organization = self.user, self.organization
        return make_event(
            "organization.created",
            source=PLATFORM,
            organization_id=organization.id,
            actor=f"user:{user.id}",
            data={"name": organization.name, "slug": organization.slug, "user_id": str(user.id)},
            clock=clock,
        )


def found_organization(registration: RegisterRequest, now: datetime) -> Founding:
    """New entities for a registration, with the password hashed."""
    user_id, organization_id = new_id(), new_id()
    user = User(
        id=user_id,
        email=registration.email,
        name=registration.name,
        password_hash=hash_password(registration.password),
        created_at=now,
        updated_at=now,
    )
    organization = Organization(
        id=organization_id,
        organization_id=organization_id,
        name=registration.organization_name,
        slug=address_slug(
            registration.organization_name, max_length=_MAX_SLUG, fallback="organization"
        ),
        created_at=now,
        updated_at=now,
        created_by=user_id,
    )
    membership = Membership(
        user_id=user_id, organization_id=organization_id, role=Role.OWNER, created_at=now
    )
    return Founding(user, organization, membership)
