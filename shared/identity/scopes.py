"""Scopes, which routes require, and roles, which are sets of scopes given to members."""

from enum import StrEnum


class Scope(StrEnum):
    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_WRITE = "organization:write"
    UPLOADS_WRITE = "uploads:write"
    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    SHOOTINGS_READ = "shootings:read"
    SHOOTINGS_WRITE = "shootings:write"
    SUBJECTS_WRITE = "subjects:write"
    GENERATIONS_READ = "generations:read"
    GENERATIONS_WRITE = "generations:write"
    REVIEWS_READ = "reviews:read"
    REVIEWS_WRITE = "reviews:write"
    EXPORTS_READ = "exports:read"
    EXPORTS_WRITE = "exports:write"
    COSTS_READ = "costs:read"
    BUDGETS_WRITE = "budgets:write"


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    PRODUCER = "producer"
    REVIEWER = "reviewer"
    VIEWER = "viewer"


_READ = frozenset(scope for scope in Scope if scope.endswith(":read"))
_REVIEW = _READ | {Scope.REVIEWS_WRITE}
_PRODUCE = _REVIEW | {
    Scope.UPLOADS_WRITE,
    Scope.PRODUCTS_WRITE,
    Scope.SHOOTINGS_WRITE,
    Scope.GENERATIONS_WRITE,
    Scope.EXPORTS_WRITE,
}

SCOPES_OF: dict[Role, frozenset[Scope]] = {
    Role.VIEWER: _READ,
    Role.REVIEWER: _REVIEW,
    Role.PRODUCER: _PRODUCE,
    Role.ADMIN: frozenset(Scope),
    Role.OWNER: frozenset(Scope),
}
