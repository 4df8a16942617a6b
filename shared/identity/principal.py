"""The caller, as the rest of the code sees it."""

from uuid import UUID

from shared.core.model import Model
from shared.identity.errors import MISSING_SCOPE
from shared.identity.scopes import SCOPES_OF, Role, Scope


class Principal(Model):
    """`session_id` is the login behind the token; None where there was no login."""

    user_id: UUID
    organization_id: UUID
    role: Role
    session_id: UUID | None = None

    @property
    def actor(self) -> str:
        """How events and records name who did it."""
        return f"user:{self.user_id}"

    def require(self, scope: Scope) -> None:
        if scope not in SCOPES_OF[self.role]:
            raise MISSING_SCOPE(
                f"Your role {self.role} does not include {scope}; ask an owner or admin for it.",
                extra={"required_scope": str(scope)},
            )
