"""What the authentication and organization routes take and give."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.core.model import Model
from shared.identity.errors import EMAIL_MALFORMED
from shared.identity.models import Organization, User
from shared.identity.scopes import SCOPES_OF, Role, Scope

# One @, something before it, a dotted domain after it. Only a mail can prove an address.
_EMAIL = re.compile(r"[^\s@,;<>()\"\\]+@[^\s@.,;<>()\"\\]+(\.[^\s@.,;<>()\"\\]+)+")


def normalize_email(text: str) -> str:
    """Stripped and lower case, or a validation error with the code `email_malformed`."""
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise PydanticCustomError(EMAIL_MALFORMED.name, "Write an address such as name@example.com")
    return email


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(normalize_email)]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class RegisterRequest(Model):
    email: Email
    password: Password = Field(repr=False)
    name: Name
    organization_name: Name


class LoginRequest(Model):
    """`organization_id` chooses among several; without it the first by name is taken."""

    email: Email
    # No minimum: a short one is simply wrong, and says so like every wrong one.
    password: Annotated[str, StringConstraints(max_length=200)] = Field(repr=False)
    organization_id: UUID | None = None


class RefreshRequest(Model):
    refresh_token: Annotated[str, StringConstraints(max_length=200)] = Field(repr=False)


class UserRead(Model):
    id: UUID
    email: str
    name: str


class OrganizationBrief(Model):
    id: UUID
    name: str
    slug: str


class OwnOrganization(OrganizationBrief):
    """An organization as one of its members sees it."""

    role: Role


class TokenPair(Model):
    """`expires_in` is the access token's life in seconds; a refresh token is good once."""

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  # the scheme's name
    expires_in: int
    user: UserRead
    organization: OwnOrganization

    @classmethod
    def of(
        cls,
        user: User,
        organization: Organization,
        role: Role,
        *,
        access_token: str,
        refresh_token: str,
        expires_in: int,
    ) -> "TokenPair":
        return cls(
            access_token=access_token,
            refresh_token=refresh_token,
            expires_in=expires_in,
            user=UserRead(id=user.id, email=user.email, name=user.name),
            organization=OwnOrganization(
                id=organization.id, name=organization.name, slug=organization.slug, role=role
            ),
        )


class Me(UserRead):
    role: Role
    scopes: list[Scope]
    organization: OrganizationBrief

    @classmethod
    def of(cls, user: User, organization: Organization, role: Role) -> "Me":
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            role=role,
            scopes=sorted(SCOPES_OF[role]),
            organization=OrganizationBrief.model_validate(organization, from_attributes=True),
        )


class OrganizationRead(OrganizationBrief):
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, organization: Organization) -> "OrganizationRead":
        return cls.model_validate(organization, from_attributes=True)


class OrganizationUpdate(Model):
    name: Name
