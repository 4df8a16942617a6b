"""The error codes of accounts, sessions and permissions."""

from shared.core.errors import (
    Conflict,
    ErrorCode,
    Forbidden,
    NotFound,
    Reason,
    Section,
    Unauthenticated,
)

BAD_CREDENTIALS = ErrorCode(
    "bad_credentials",
    Unauthenticated,
    "The e-mail address or the password is wrong; the answer does not say which. Try again.",
)
EMAIL_MALFORMED = Reason(
    "email_malformed",
    Section.FINDINGS,
    "The text is no e-mail address. Write one such as `name@example.com`.",
)
EMAIL_TAKEN = ErrorCode(
    "email_taken", Conflict, "There is an account with this address. Log in instead."
)
MISSING_SCOPE = ErrorCode(
    "missing_scope",
    Forbidden,
    "Your role lacks the scope in `required_scope`. Ask an owner or admin of the organization.",
)
NO_ORGANIZATION = ErrorCode(
    "no_organization",
    Forbidden,
    "The account belongs to no organization. Ask one for an invitation.",
)
ORGANIZATION_EXISTS = ErrorCode(
    "organization_exists",
    Conflict,
    "This organization was created by an earlier, equal request. Read it.",
)
ORGANIZATION_NOT_FOUND = ErrorCode(
    "organization_not_found",
    NotFound,
    "You are no member of this organization. Log in without `organization_id` to get your own.",
)
REFRESH_TOKEN_INVALID = ErrorCode(
    "refresh_token_invalid",
    Unauthenticated,
    "The refresh token is unknown, expired or revoked. Log in again.",
)
REFRESH_TOKEN_REUSED = ErrorCode(
    "refresh_token_reused",
    Unauthenticated,
    "The refresh token had been used before, so another party may hold it, and the whole session "
    "was ended. Log in again.",
)
TOKEN_EXPIRED = ErrorCode(
    "token_expired",
    Unauthenticated,
    "The access token has expired; it lives for 15 minutes. Get a new one from "
    "`POST /auth/refresh`.",
)
TOKEN_INVALID = ErrorCode(
    "token_invalid",
    Unauthenticated,
    "The access token was not issued here, or is damaged. Log in again.",
)
TOKEN_MISSING = ErrorCode(
    "token_missing",
    Unauthenticated,
    "The request has no bearer token. Send `Authorization: Bearer <access token>`.",
)
USER_NOT_FOUND = ErrorCode(
    "user_not_found",
    NotFound,
    "The account of this token is gone. Register, or log in with another one.",
)
