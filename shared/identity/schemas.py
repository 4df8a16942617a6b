"""Requests and responses of the authentication and organization routes."""

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
    """Strip the text and make it lower case. Raises the finding `email_malformed`."""
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise PydanticCustomError(EMAIL_MALFORMED.name, "Write an address such as name@example.com")
    return email


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(normalize_email)]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class RegisterRequest(Model):
    email: Email = Field(
        description="E-mail address of the person; it is the name to log in with.",
        examples=["olga@example.com"],
    )
    password: Password = Field(
        repr=False, description="At least 10 characters.", examples=["correct horse battery"]
    )
    name: Name = Field(description="Name of the person.", examples=["Olga Petrova"])
    organization_name: Name = Field(
        description="Name of the organization to create.", examples=["Atelier Nord"]
    )


class LoginRequest(Model):
    """Credentials, and the organization to act in."""

    email: Email = Field(
        description="E-mail address of the account.", examples=["olga@example.com"]
    )
    # No minimum: a short one is simply wrong, and says so like every wrong one.
    password: Annotated[str, StringConstraints(max_length=200)] = Field(
        repr=False, description="Password of the account.", examples=["correct horse battery"]
    )
    organization_id: UUID | None = Field(
        default=None,
        description="The organization to act in; without it the first by name.",
        examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"],
    )


class RefreshRequest(Model):
    refresh_token: Annotated[str, StringConstraints(max_length=200)] = Field(
        repr=False,
        description="The refresh token of the last answer; it works once.",
        examples=["srt_AZmhwnse..."],
    )


class UserRead(Model):
    id: UUID = Field(
        description="Id of the person.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    email: str = Field(description="E-mail address.", examples=["olga@example.com"])
    name: str = Field(description="Name of the person.", examples=["Olga Petrova"])


class OrganizationBrief(Model):
    id: UUID = Field(
        description="Id of the organization.", examples=["0199a1c2-7b1e-7c3a-9d5e-1f2a3b4c5d6e"]
    )
    name: str = Field(description="Name of the organization.", examples=["Atelier Nord"])
    slug: str = Field(
        description="Name for addresses; it never changes.", examples=["atelier-nord"]
    )


class OwnOrganization(OrganizationBrief):
    """An organization with the role of the caller in it."""

    role: Role = Field(description="The caller's role in it.", examples=["owner"])


class TokenPair(Model):
    """The tokens of a session."""

    access_token: str = Field(
        repr=False, description="Bearer token for the API.", examples=["eyJhbGciOiJIUzI1NiJ9..."]
    )
    refresh_token: str = Field(
        repr=False,
        description="Token for the next pair; it works once.",
        examples=["srt_AZmhwnse..."],
    )
    token_type: Literal["bearer"] = Field(
        default="bearer", description="The scheme of the header `Authorization`."
    )
    expires_in: int = Field(description="Lifetime of the access token in seconds.", examples=[900])
    user: UserRead = Field(description="The person that logged in.")
    organization: OwnOrganization = Field(
        description="The organization that the tokens are valid for."
    )

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
    role: Role = Field(description="Role in the organization.", examples=["owner"])
    scopes: list[Scope] = Field(
        description="Scopes that the role includes.", examples=[["products:read", "products:write"]]
    )
    organization: OrganizationBrief = Field(description="The organization of the access token.")

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
    version: int = Field(
        description="Number of changes; it guards against lost updates.", examples=[1]
    )
    created_at: datetime = Field(description="Time of the registration.")
    updated_at: datetime = Field(description="Time of the last change.")

    @classmethod
    def of(cls, organization: Organization) -> "OrganizationRead":
        return cls.model_validate(organization, from_attributes=True)


class OrganizationUpdate(Model):
    name: Name = Field(description="The new name.", examples=["Atelier Nord"])
