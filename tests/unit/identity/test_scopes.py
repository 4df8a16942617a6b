"""The table of roles and scopes, spelled out once more, so that a change is seen."""

from uuid import UUID

import pytest

from shared.core.errors import Forbidden
from shared.identity.principal import Principal
from shared.identity.scopes import SCOPES_OF, Role, Scope

READS = {
    "organization:read",
    "products:read",
    "shootings:read",
    "generations:read",
    "reviews:read",
    "exports:read",
    "costs:read",
}
PRODUCES = {
    "uploads:write",
    "products:write",
    "shootings:write",
    "generations:write",
    "reviews:write",
    "exports:write",
}
RULES = {"subjects:write", "organization:write", "budgets:write"}
EXPECTED = {
    Role.VIEWER: READS,
    Role.REVIEWER: READS | {"reviews:write"},
    Role.PRODUCER: READS | PRODUCES,
    Role.ADMIN: READS | PRODUCES | RULES,
    Role.OWNER: READS | PRODUCES | RULES,
}


def caller(role: Role) -> Principal:
    return Principal(user_id=UUID(int=1), organization_id=UUID(int=2), role=role)


@pytest.mark.parametrize("role", list(Role))
def test_role_holds_exactly_its_scopes(role: Role) -> None:
    assert {str(scope) for scope in SCOPES_OF[role]} == EXPECTED[role]


@pytest.mark.parametrize("role", list(Role))
def test_require_agrees_with_table(role: Role) -> None:
    for scope in Scope:
        if scope in SCOPES_OF[role]:
            caller(role).require(scope)
        else:
            with pytest.raises(Forbidden) as caught:
                caller(role).require(scope)
            assert caught.value.code == "missing_scope"
            assert caught.value.extra == {"required_scope": str(scope)}
            assert scope in caught.value.detail


def test_actor_names_the_user() -> None:
    assert caller(Role.OWNER).actor == f"user:{UUID(int=1)}"
