"""The authenticated caller."""

from uuid import UUID

from shared.core.model import Model
from shared.identity.errors import MISSING_SCOPE
from shared.identity.scopes import SCOPES_OF, Role, Scope


class Principal(Model):
    """A user acting for one organization. `session_id` is None for a token without a login."""

    user_id: UUID
    organization_id: UUID
    role: Role
    session_id: UUID | None = None

    @property
    def actor(self) -> str:
        """The user in the form that events and records contain."""
        return f"user:{self.user_id}"

    def require(self, scope: Scope) -> None:
        """Raises Forbidden (`missing_scope`) unless the role includes `scope`."""
        if scope not in SCOPES_OF[self.role]:
            raise MISSING_SCOPE(
                f"Your role {self.role} does not include {scope}; ask an owner or admin for it.",
                extra={"required_scope": str(scope)},
            )
